// For who reads, sees or reaches differently: always in the same place, in every screen.
import type { Access } from "../screen";
import type { Words } from "../strings";

interface Props {
  words: Words;
  access: Access;
  onAccess: (access: Access) => void;
  onHome: (() => void) | null;
}

const LARGER = [1, 2, 0] as const;

export function AccessBar({ words, access, onAccess, onHome }: Props) {
  return (
    <footer class="bar">
      {onHome && (
        <button type="button" onClick={onHome}>
          <Icon path="M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM3 12h18M12 3c3 3 3 15 0 18-3-3-3-15 0-18Z" />
          {words.t("language")}
        </button>
      )}
      <button
        type="button"
        aria-pressed={access.larger > 0}
        onClick={() => onAccess({ ...access, larger: LARGER[access.larger] })}
      >
        <Icon path="M3 19 8 6l5 13M5 15h6M15 19l3-8 3 8M16 16.5h4" />
        {words.t("larger")}
      </button>
      <button
        type="button"
        aria-pressed={access.contrast}
        onClick={() => onAccess({ ...access, contrast: !access.contrast })}
      >
        <Icon path="M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 0v18m0-14 6.5-.5M12 11h8.9M12 15h8.3" />
        {words.t("contrast")}
      </button>
      <button
        type="button"
        aria-pressed={access.lower}
        onClick={() => onAccess({ ...access, lower: !access.lower })}
      >
        <Icon path="M12 3v13m-6-6 6 6 6-6M5 20h14" />
        {words.t("lower")}
      </button>
    </footer>
  );
}

function Icon({ path }: { path: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round" />
    </svg>
  );
}
