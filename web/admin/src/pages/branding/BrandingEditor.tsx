// Colours, logo and words, beside the pages that wear them.
import { Button } from "@mantine/core";
import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import {
  brandingQuery,
  previewQuery,
  useChangeBranding,
  useRemoveLogo,
  useSetLogo,
  useUndress,
  type Wearer,
} from "../../data/branding";
import { useMe } from "../../data/me";
import { type Draft, useDraft } from "../../lib/draft";
import { fieldsOf, inputOf, type LookFields } from "../../lib/look";
import { may } from "../../lib/permissions";
import { about } from "../../lib/problems";
import { ConfirmButton } from "../../ui/Confirm";
import { MergeNote } from "../../ui/MergeNote";
import { Panel } from "../../ui/Page";
import { ErrorNote } from "../../ui/states";
import { done, failed } from "../../ui/toast";
import { ColourField } from "./ColourField";
import { Contrasts } from "./Contrasts";
import { LogoField, type Picked } from "./LogoField";
import { Preview } from "./Preview";
import { usePreview } from "./usePreview";
import { WordsFields } from "./WordsFields";

const NAMES: Record<keyof LookFields, string> = {
  accent: "Accent",
  background: "Background",
  text: "Text",
  texts: "Words",
};

const COLOURS = [
  { field: "accent", label: "Accent", description: "The sun, progress, focus", plain: "#ffb765" },
  {
    field: "background",
    label: "Background",
    description: "In the light; the dark follows",
    plain: "#f2f5fa",
  },
  { field: "text", label: "Text", description: "At least 4.5:1 on the background", plain: "#1b2141" },
] as const;

export function BrandingEditor({ wearer }: { wearer: Wearer }) {
  const me = useMe();
  const client = useQueryClient();
  const { data: stored } = useSuspenseQuery(brandingQuery(wearer));
  const change = useChangeBranding(wearer);
  const setLogo = useSetLogo(wearer);
  const removeLogo = useRemoveLogo(wearer);
  const draft = useDraft(fieldsOf(stored), stored.version);
  const [picked, setPicked] = useState<Picked | null>(null);
  const [language, setLanguage] = useState("en");
  const preview = usePreview(wearer, draft.values);
  const under = useUnder(wearer);
  const editable = may(me, wearer.queueId ? "queue:write" : "tenant:write");
  const { values, set } = draft;
  const problem = (field: string) => draft.problem(field) ?? about(preview.error, field);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (draft.dirty) {
      const saved = await draft.save(
        ({ version, ...fields }) => change.mutateAsync({ ...inputOf(fields), version }),
        () => client.refetchQueries({ queryKey: brandingQuery(wearer).queryKey }),
      );
      if (!saved) return;
    }
    if (picked) {
      const set = await setLogo.mutateAsync(picked.file).then(
        () => true,
        () => false,
      );
      if (!set) return;
      setPicked(null);
    }
    done("Saved. Pages that are open wear it within seconds.");
  };
  const shown = picked ?? stored.logo ?? null;
  return (
    <div className="branding">
      <form className="stack" onSubmit={submit} noValidate>
        <Panel title="Colours">
          {COLOURS.map(({ field, label, description, plain }) => (
            <ColourField
              key={field}
              label={label}
              description={description}
              plain={under.colours[field] ?? plain}
              placeholder={wearer.queueId ? "As the tenant's" : "As it comes"}
              value={values[field]}
              onChange={(colour) => set(field, colour)}
              error={problem(field)}
              readOnly={!editable}
            />
          ))}
          <Contrasts contrasts={preview.data?.branding.contrasts ?? stored.contrasts} />
        </Panel>
        <Panel title="Logo">
          <LogoField
            shown={shown}
            isNew={picked !== null}
            editable={editable}
            onPick={setPicked}
            onRemove={() => removeLogo.mutateAsync(undefined).then(() => done("The logo is removed."))}
            error={setLogo.error}
          />
        </Panel>
        <Panel title="Words">
          <WordsFields
            texts={values.texts}
            under={under.texts}
            language={language}
            onLanguage={setLanguage}
            onChange={(texts) => set("texts", texts)}
            problem={problem}
            readOnly={!editable}
          />
        </Panel>
        <MergeNote draft={draft as Draft<LookFields>} names={NAMES} show={show} />
        <ErrorNote error={besidesFields(draft)} />
        {editable && (
          <div className="buttons save-bar" data-dirty={draft.dirty || picked !== null || undefined}>
            <Button
              type="submit"
              disabled={!draft.dirty && !picked}
              loading={draft.saving || setLogo.isPending}
            >
              Save
            </Button>
            {(draft.dirty || picked) && (
              <Button
                variant="default"
                onClick={() => {
                  draft.reset();
                  setPicked(null);
                }}
              >
                Discard
              </Button>
            )}
            {wearer.queueId && stored.version > 0 && !draft.dirty && (
              <Undress tenantId={wearer.tenantId} queueId={wearer.queueId} />
            )}
          </div>
        )}
      </form>
      <Preview
        css={(hasColours(values) ? null : under.css) ?? preview.data?.css ?? null}
        texts={values.texts}
        under={under.texts}
        language={language}
        logo={shown ?? under.logo}
      />
    </div>
  );
}

type Colours = Partial<Omit<LookFields, "texts">>;

/** What a queue's tenant wears, which is seen wherever the queue wears nothing of its own. */
function useUnder({ tenantId, queueId }: Wearer) {
  const tenant = { tenantId };
  const enabled = may(useMe(), "tenant:read") && queueId !== undefined;
  const { data: branding } = useQuery({ ...brandingQuery(tenant), enabled });
  const { data: preview } = useQuery({ ...previewQuery(tenant, {}), enabled });
  if (!enabled || !branding) return { css: null, texts: {}, logo: null, colours: {} as Colours };
  const { texts, ...colours } = fieldsOf(branding);
  return { css: preview?.css ?? null, texts, logo: branding.logo ?? null, colours: colours as Colours };
}

const hasColours = ({ accent, background, text }: LookFields) => Boolean(accent || background || text);

const show = (field: keyof LookFields, value: unknown) =>
  field === "texts" ? Object.keys(value as object).join(", ") || "none" : String(value ?? "as it comes");

/** What a refusal says that no field shows. */
function besidesFields({ error, problem, values }: Draft<LookFields>): Error | null {
  const shown = ["accent", "background", "text"].some(problem);
  const worded = Object.keys(values.texts).some((language) =>
    ["title", "welcome", "note"].some((name) => problem(`texts.${language}.${name}`)),
  );
  return shown || worded ? null : error;
}

function Undress({ tenantId, queueId }: { tenantId: string; queueId: string }) {
  const undress = useUndress(tenantId, queueId);
  return (
    <ConfirmButton
      label="Wear the tenant's only"
      title="Take off what this queue wears?"
      confirm="Take it off"
      onConfirm={() =>
        undress.mutateAsync(undefined).then(() => done("It wears the tenant's branding now."), failed)
      }
    >
      Its own colours, words and logo are gone; it looks like the tenant's other queues.
    </ConfirmButton>
  );
}
