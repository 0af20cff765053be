import { type Executor, statement } from '@zhijie/database';
import type { CareBreach } from '../doctor/invariants.ts';

const BREACHES = statement(
  'care-doctor-catalogue-releases',
  `SELECT 'catalogue-shares-are-whole' AS invariant, release_id || '/' || local_code AS subject,
     'The shares of the item sum to ' || sum(share) || ' instead of 10000.' AS detail
   FROM care.catalogue_row WHERE problems = '[]' GROUP BY release_id, local_code HAVING sum(share) <> 10000
   UNION ALL
   SELECT 'catalogue-releases-are-their-rows', r.release_id, 'Rows or quarantine differ from the counts.'
   FROM care.catalogue_release r CROSS JOIN LATERAL (SELECT count(*) AS rows,
       count(*) FILTER (WHERE w.problems <> '[]') AS wrong
     FROM care.catalogue_row w WHERE w.release_id = r.release_id) w
   WHERE (r.row_count, r.quarantined) IS DISTINCT FROM (w.rows::integer, w.wrong::integer)
   UNION ALL
   SELECT 'published-units-are-acknowledged', r.release_id || '/' || w.row,
     'Its units differ and nobody has set them equal.'
   FROM care.catalogue_release r JOIN care.catalogue_row w ON w.release_id = r.release_id
   LEFT JOIN care.catalogue_unit_note n ON n.area = r.area AND n.local_code = w.local_code
     AND n.item_code = w.item_code AND n.local_unit = w.local_unit AND n.item_unit = w.item_unit
   WHERE r.state = 'published' AND w.local_unit <> w.item_unit AND n.note IS NULL
   UNION ALL
   SELECT 'rows-equal-their-leaves', r.release_id, 'The release has no leaf in the journal.'
   FROM care.catalogue_release r WHERE NOT EXISTS (SELECT FROM evidence.journal j
       WHERE j.kind = 'care.catalogue-import' AND j.subject = r.release_id)
     OR (r.state IN ('published', 'withdrawn') AND NOT EXISTS (SELECT FROM evidence.journal j
       WHERE j.kind = 'care.catalogue-decision' AND j.subject = r.release_id))`,
);

/** Shares are whole, releases are their rows, units were set equal by a person, every act has its leaf. */
export const catalogueBreaches = (db: Executor): Promise<CareBreach[]> => db.query<CareBreach>(BREACHES, []);
