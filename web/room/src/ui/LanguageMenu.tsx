import { LANGUAGES, type Language } from "../i18n/locales";
import { useRoom } from "./context";

export function LanguageMenu({ onChange }: { onChange: (language: Language) => void }) {
  const { i18n } = useRoom();
  return (
    <label class="language">
      <span class="visually-hidden">{i18n.t("language")}</span>
      <select value={i18n.language} onChange={(event) => onChange(event.currentTarget.value as Language)}>
        {Object.entries(LANGUAGES).map(([code, name]) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
