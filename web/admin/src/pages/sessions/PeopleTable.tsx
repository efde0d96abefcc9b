// People in rows.
import { Link } from "@tanstack/react-router";
import { isAlive, type Person } from "../../data/sessions";
import { count, duration, moment } from "../../lib/format";
import { Status } from "../../ui/Status";

export interface PeopleTableProps {
  people: readonly Person[];
  /** Names of queues by id; absent where all are of one. */
  queues?: ReadonlyMap<string, string>;
}

export function PeopleTable({ people, queues }: PeopleTableProps) {
  return (
    <div className="table-wrap">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Person</th>
            {queues && (
              <th scope="col" className="wide">
                Queue
              </th>
            )}
            <th scope="col">State</th>
            <th scope="col" className="end">
              Position
            </th>
            <th scope="col" className="end wide">
              Wait
            </th>
            <th scope="col" className="wide">
              Joined
            </th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id}>
              <td className="name">
                <Link
                  to="/t/$tenantId/sessions/$sessionId"
                  params={{ tenantId: person.tenantId, sessionId: person.id }}
                >
                  {nameOf(person)}
                </Link>
              </td>
              {queues && <td className="wide name">{queues.get(person.queueId) ?? "—"}</td>}
              <td>
                <Status of={person.status} />
              </td>
              <td className="end">
                {person.position ? count(person.position) : "—"}
                {person.priority > 0 && <span className="small soft"> ↑{person.priority}</span>}
              </td>
              <td className="end wide nowrap">
                {isAlive(person) ? duration(person.estimatedWaitSeconds?.p50) : "—"}
              </td>
              <td className="wide when">{moment(person.enqueuedAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** How somebody is called: by what stands on their ticket, as the integrator calls them, or by the ticket's place. */
export const nameOf = ({ number, userIdentifier, ticket }: Person): string =>
  number ?? userIdentifier ?? `Ticket ${count(ticket)}`;
