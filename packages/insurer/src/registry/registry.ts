import { type Executor, statement } from '@zhijie/database';
import type { PRODUCT_MODES } from '@zhijie/exchange';

export type ProductMode = (typeof PRODUCT_MODES)[number];

/** An insurer as a file of the installation names it. Its key and place come when it joins. */
export type InsurerEntry = {
  readonly insurer: string;
  readonly name: string;
  readonly products: readonly {
    readonly product: string;
    readonly title: string;
    readonly mode: ProductMode;
  }[];
};

/** An insurer as it stands: joined when it has a key. */
export type Insurer = InsurerEntry & {
  readonly publicKey: string | null;
  readonly endpoint: string | null;
};

const ENTER_INSURER = statement(
  'gateway-enter-insurer',
  `INSERT INTO gateway.insurer (insurer, name) VALUES ($1, $2)
   ON CONFLICT (insurer) DO UPDATE SET name = excluded.name`,
);
const ENTER_PRODUCTS = statement(
  'gateway-enter-products',
  `INSERT INTO gateway.product (insurer, product, title, mode)
   SELECT $1, p.product, p.title, p.mode
   FROM unnest($2::text[], $3::text[], $4::text[]) AS p (product, title, mode)
   ON CONFLICT (product) DO UPDATE
     SET insurer = excluded.insurer, title = excluded.title, mode = excluded.mode`,
);
const NAME = statement(
  'gateway-name-insurer',
  'INSERT INTO gateway.insurer (insurer, name) VALUES ($1, $1) ON CONFLICT DO NOTHING',
);
const INSURERS = statement(
  'gateway-insurers',
  `SELECT i.insurer, i.name, j.public_key AS "publicKey", j.endpoint,
     coalesce((SELECT jsonb_agg(jsonb_build_object('product', p.product, 'title', p.title, 'mode', p.mode)
         ORDER BY p.product) FROM gateway.product p WHERE p.insurer = i.insurer), '[]') AS products
   FROM gateway.insurer i
   LEFT JOIN LATERAL (SELECT public_key, endpoint FROM gateway.join WHERE insurer = i.insurer
     ORDER BY number DESC LIMIT 1) j ON true
   ORDER BY i.insurer`,
);
const PRODUCT = statement(
  'gateway-product',
  `SELECT p.insurer, p.mode, j.public_key AS "publicKey", j.endpoint FROM gateway.product p
   LEFT JOIN LATERAL (SELECT public_key, endpoint FROM gateway.join WHERE insurer = p.insurer
     ORDER BY number DESC LIMIT 1) j ON true
   WHERE p.product = $1`,
);

/** Brings insurers and products in as the files name them; again without effect. */
export async function enterRegistry(db: Executor, entries: readonly InsurerEntry[]): Promise<void> {
  for (const { insurer, name, products } of entries) {
    await db.query(ENTER_INSURER, [insurer, name]);
    const columns = (['product', 'title', 'mode'] as const).map((key) => products.map((each) => each[key]));
    await db.query(ENTER_PRODUCTS, [insurer, ...columns]);
  }
}

/** An insurer that only a holder's enrolment names, by its id; one that is known keeps its name. */
export async function nameInsurer(tx: Executor, insurer: string): Promise<void> {
  await tx.query(NAME, [insurer]);
}

export function insurersOf(db: Executor): Promise<Insurer[]> {
  return db.query<Insurer>(INSURERS, []);
}

export type ProductLine = {
  readonly insurer: string;
  readonly mode: ProductMode;
  readonly publicKey: string | null;
  readonly endpoint: string | null;
};

/** Who stands behind a product, and how its system is reached. */
export async function productLine(db: Executor, product: string): Promise<ProductLine | undefined> {
  return (await db.query<ProductLine>(PRODUCT, [product]))[0];
}
