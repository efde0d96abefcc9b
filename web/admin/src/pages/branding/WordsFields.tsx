// What pages say, language by language; what is not said in one is said in English.
import { SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { LANGUAGES } from "../../lib/languages";
import { NO_WORDS, type Wording, wordsIn } from "../../lib/look";

export interface WordsFieldsProps {
  texts: Record<string, Wording>;
  /** What is worn below, where nothing is said here. */
  under: Record<string, Wording>;
  language: string;
  onLanguage: (language: string) => void;
  onChange: (texts: Record<string, Wording>) => void;
  problem: (field: string) => string | undefined;
  readOnly: boolean;
}

export function WordsFields({
  texts,
  under,
  language,
  onLanguage,
  onChange,
  problem,
  readOnly,
}: WordsFieldsProps) {
  const words = texts[language] ?? NO_WORDS;
  // What is shown where the field is left empty.
  const instead = wordsIn(language === "en" ? {} : { en: texts.en ?? NO_WORDS }, under, language);
  // A language in which pages speak, or another one that somebody set up by the API.
  const others = Object.keys(texts).filter((tag) => !(tag in LANGUAGES));
  const field = (name: keyof Wording) => ({
    value: words[name],
    placeholder: instead[name] ?? "",
    readOnly,
    lang: language,
    dir: "auto" as const,
    error: problem(`texts.${language}.${name}`),
    onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
      onChange({ ...texts, [language]: { ...words, [name]: event.currentTarget.value } }),
  });
  return (
    <div className="form">
      <div className="segments">
        <SegmentedControl
          aria-label="Language"
          value={language}
          onChange={onLanguage}
          data={[
            ...Object.entries(LANGUAGES).map(([value, label]) => ({ value, label })),
            ...others.map((tag) => ({ value: tag, label: tag })),
          ]}
        />
      </div>
      <TextInput
        label="Title"
        description="Stands in place of the queue's name"
        maxLength={80}
        {...field("title")}
      />
      <TextInput
        label="Welcome"
        description="On the kiosk's first screen, and on boards"
        maxLength={200}
        {...field("welcome")}
      />
      <Textarea
        label="Small print"
        description="Below everything: opening hours, whom to call"
        autosize
        minRows={2}
        maxLength={500}
        {...field("note")}
      />
    </div>
  );
}
