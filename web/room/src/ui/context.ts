// What every component needs: the room, its state and the language.
import { createContext } from "preact";
import { useContext, useEffect, useState } from "react";
import type { Translator } from "../i18n/translator";
import type { Room } from "../room";
import type { RoomState } from "../state";
import type { Config } from "../types";

export interface RoomContextValue {
  room: Room;
  state: RoomState;
  i18n: Translator;
  config: Config;
}

export const RoomContext = createContext<RoomContextValue | null>(null);

export function useRoom(): RoomContextValue {
  const value = useContext(RoomContext);
  if (!value) throw new Error("outside of the room");
  return value;
}

export function useRoomState(room: Room): RoomState {
  const [state, setState] = useState(room.state);
  useEffect(() => {
    setState(room.state);
    return room.subscribe(() => setState(room.state));
  }, [room]);
  return state;
}

/** The local time, renewed every `everyMs` while `running`. */
export function useNow(everyMs: number, running = true): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (!running) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, running]);
  return now;
}
