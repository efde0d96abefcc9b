// Who may join a queue, and what is asked of strangers.
import { Select, Switch } from "@mantine/core";
import type { Draft } from "../../lib/draft";
import { Panel } from "../../ui/Page";
import { WholeNumber } from "../../ui/WholeNumber";
import { type QueueFields, type Rules, WORK } from "./fields";

interface JoinRulesProps {
  draft: Draft<QueueFields>;
  editable: boolean;
}

export function JoinRules({ draft, editable }: JoinRulesProps) {
  const rules = draft.values.joinRules;
  const set = <K extends keyof Rules>(field: K, value: Rules[K]) =>
    draft.set("joinRules", { ...rules, [field]: value });
  const limit = (
    field: "perAddressPerMinute" | "perIdentifierPerMinute",
    label: string,
    description: string,
  ) => (
    <WholeNumber
      label={label}
      description={`${description}; 0 is the server’s limit`}
      value={rules[field]}
      onChange={(value) => set(field, value)}
      min={0}
      max={1_000_000}
      editable={editable}
      error={draft.problem(`joinRules.${field}`)}
    />
  );
  return (
    <Panel title="Who may join">
      <div className="form">
        <div className="pair">
          <Switch
            label="By invitation only"
            description="Who joins needs an invite code, or an enqueue token of your shop"
            checked={rules.inviteOnly}
            onChange={(event) => set("inviteOnly", event.currentTarget.checked)}
            disabled={!editable}
          />
          <Switch
            label="Names need an enqueue token"
            description="Nobody takes the place of another’s identifier"
            checked={rules.identifierRequiresToken}
            onChange={(event) => set("identifierRequiresToken", event.currentTarget.checked)}
            disabled={!editable}
          />
        </div>
        <Select
          label="Proof of work"
          description="What a stranger’s browser computes before it joins; harder under attack"
          data={[...WORK]}
          value={rules.proofOfWork}
          onChange={(value) => value && set("proofOfWork", value as Rules["proofOfWork"])}
          allowDeselect={false}
          disabled={!editable}
          maw={420}
        />
        <div className="pair">
          {limit("perAddressPerMinute", "Joins from one address", "In a minute")}
          {limit("perIdentifierPerMinute", "Joins with one identifier", "In a minute")}
        </div>
      </div>
    </Panel>
  );
}
