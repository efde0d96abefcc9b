// The stylesheet of a draft, asked for a moment after the last change; while a draft is refused, the last good one stays.
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { previewQuery, type Wearer } from "../../data/branding";
import { inputOf, type LookFields } from "../../lib/look";

/** How long somebody may go on typing before the server is asked, in milliseconds. */
const PAUSE_MS = 200;

export function usePreview(wearer: Wearer, fields: LookFields) {
  const look = useMemo(() => inputOf(fields), [fields]);
  const [asked] = useDebouncedValue(look, PAUSE_MS);
  const { data, error } = useQuery(previewQuery(wearer, asked));
  const last = useRef(data);
  useEffect(() => {
    if (data) last.current = data;
  }, [data]);
  return { data: data ?? last.current ?? null, error };
}
