/** What is known of one thing: name and value, line by line. */
import type { ReactNode } from 'react';

export type Facts = readonly (readonly [name: string, value: ReactNode])[];

export function FactsTable({ caption, facts }: { caption: string; facts: Facts }) {
  return (
    <table className="plain-table">
      <caption className="only-read">{caption}</caption>
      <tbody>
        {facts.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
