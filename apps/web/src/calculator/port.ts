import type { PartsView, StepView } from '../port.ts';

/** The same bill with one thing otherwise. Amounts in fen; null: not settled, `reason` says why. */
export type CounterfactualView = {
  readonly changed: 'referral' | 'level';
  readonly value: string;
  readonly label: string;
  readonly borneByPerson: number | null;
  readonly paidByFunds: number | null;
  readonly saved: number | null;
  readonly reason: string | null;
  readonly because: readonly string[];
  readonly isVerified: boolean;
  readonly isSample: boolean;
};

/** A figure that was used and that nobody compared with its text. */
export type UnverifiedView = {
  readonly label: string;
  readonly citation: string;
  readonly place: string;
  readonly effectiveFrom: string | null;
  readonly isSample: boolean;
};

/** The bill to its end when a commercial product is held. Amounts in fen. */
export type OneStopView = {
  readonly payers: {
    readonly total: number;
    readonly commercial: number;
    readonly personalAccount: number;
    readonly familyAccount: number;
    readonly cash: number;
  };
  /** One after the other from the whole bill down to nothing. */
  readonly bars: readonly {
    readonly label: string;
    readonly amount: number;
    readonly from: number;
    readonly to: number;
    readonly citation: string | null;
    /** What must be said beside the amount; null: nothing. */
    readonly badge: string | null;
  }[];
  readonly orderCitation: string;
  readonly unverified: readonly UnverifiedView[];
  readonly commercial: readonly {
    readonly title: string;
    readonly badge: string;
    readonly paid: number;
    readonly refusal: { readonly text: string } | null;
  }[];
};

/** Of the calculator's answer what the page shows. */
export type CalculationView = {
  readonly policy: string;
  readonly badge: string;
  readonly planHash: string;
  readonly parts: PartsView;
  readonly steps: readonly StepView[];
  /** Null without a product: the public layers are then the whole bill. */
  readonly oneStop: OneStopView | null;
  readonly counterfactuals: readonly CounterfactualView[];
  readonly roomLeft: { readonly text: readonly string[] };
  readonly assumptions: readonly string[];
  readonly unverified: readonly UnverifiedView[];
};

export type CalculatorRefusal = {
  readonly code: string;
  readonly field: string | null;
  readonly text: string;
  readonly alternatives: readonly string[];
};

/** HTTP status and JSON, as `POST /api/calculator` answers. */
export type CalculatorAnswer = { readonly status: 200 | 422; readonly json: string };

/** A file of the program for the browser: path, integrity, size. */
export type ProgramFile = { readonly path: string; readonly integrity: string; readonly bytes: number };

export type CalculatorPort = {
  /** Answers the JSON body of `POST /api/calculator`. Nothing is stored. */
  answer(body: string): Promise<CalculatorAnswer>;
  /** Commercial products that somebody may hold. */
  products(): Promise<readonly { readonly id: string; readonly title: string; readonly badge: string }[]>;
  /** What lets the browser calculate by itself; null: it cannot, the server does. */
  program(): Promise<{ readonly script: ProgramFile; readonly manifest: ProgramFile } | null>;
};
