import { systemRandomBytes } from '@zhijie/crypto';
import type { Database, Scheduler } from '@zhijie/database';
import type { Catalogue, PolicyLibrary, ProductLibrary } from '@zhijie/engine';
import { headSigner } from '@zhijie/evidence';
import { GATEWAY, HUB, type Log, type NodeAddress, type PeerKeys, type Transport } from '@zhijie/exchange';
import { createHub, type Hub } from '@zhijie/hub';
import { createInsurerGateway, type InsurerGateway } from '@zhijie/insurer';
import { assert, type Clock, randomIdSource } from '@zhijie/kernel';
import { areasOf } from '@zhijie/population';
import {
  type CreditDeps,
  createProvince,
  type MessageChannel,
  type PaymentChannel,
  type Province,
  type TellHospital,
} from '@zhijie/province';
import type { Installation } from '../installation.ts';
import type { PolicyFolder } from '../policies/folder.ts';

/** What every node of one process shares. */
export type NodeSurroundings = {
  readonly installation: Installation;
  readonly now: Clock;
  readonly scheduler: Scheduler;
  readonly log: Log;
  readonly policies: PolicyLibrary;
  readonly policyFolder?: PolicyFolder | undefined;
  /** Commercial products; without them no insurer pays. */
  readonly products?: ProductLibrary | undefined;
  readonly catalogueOf: (careArea: string) => Catalogue;
  /** The areas that a province insures; those that the packs serve unless told. */
  readonly areasOf?: ((address: NodeAddress) => readonly string[]) | undefined;
  /** Where the cash part of mobile payments is paid. */
  readonly channel?: PaymentChannel | undefined;
  /** Ways out for messages to people. */
  /** Banks that lend to patients. */
  readonly credit?: CreditDeps | undefined;
  readonly messageChannels?: readonly MessageChannel[] | undefined;
  /** Carries notices of paid orders to hospitals. */
  readonly tellHospital?: TellHospital | undefined;
};

const peersOf =
  (installation: Installation) =>
  (address: NodeAddress): PeerKeys | undefined => {
    const publicKey = installation.publicKeyOf(address);
    return publicKey === undefined ? undefined : { publicKey };
  };

function identityOf({ installation, now }: NodeSurroundings, address: NodeAddress) {
  const { privateKey } = installation.secretsOf(address);
  return {
    keys: { privateKey, publicKey: privateKey.publicKey },
    peers: peersOf(installation),
    signer: headSigner(privateKey),
    ids: randomIdSource(systemRandomBytes),
    now,
  };
}

/** The national node over its database. */
export function hubOver(around: NodeSurroundings, db: Database, transport: Transport): Hub {
  const { installation, scheduler, log } = around;
  const addresses = installation.network.nodes.map((node) => node.address);
  const topology = addresses.filter((each) => each !== HUB && each !== GATEWAY);
  const hasGateway = addresses.includes(GATEWAY);
  return createHub({ ...identityOf(around, HUB), db, transport, topology, hasGateway, scheduler, log });
}

/** The insurer gateway over its database. */
export function gatewayOver(around: NodeSurroundings, db: Database, transport: Transport): InsurerGateway {
  const { directoryKey } = around.installation.secretsOf(GATEWAY);
  assert(directoryKey !== null, 'The gateway has the key of the register of used invoices');
  const { scheduler, log } = around;
  return createInsurerGateway({
    ...identityOf(around, GATEWAY),
    db,
    transport,
    directoryKey,
    scheduler,
    log,
  });
}

/** How a province's messages travel: to others, and to itself where that is looked on at. */
export type Carriers = { readonly transport: Transport; readonly local?: Transport };

/** A provincial node over its database. */
export function provinceOver(
  around: NodeSurroundings,
  address: NodeAddress,
  db: Database,
  carriers: Carriers,
): Province {
  const { fieldKeys, lookupKey, directoryKey } = around.installation.secretsOf(address);
  assert(directoryKey !== null, 'A province has the key of the directory');
  const { scheduler, log, policies, products, catalogueOf, channel, messageChannels, tellHospital } = around;
  return createProvince({
    ...identityOf(around, address),
    address,
    areas: (around.areasOf ?? areasOf)(address),
    db,
    ...carriers,
    scheduler,
    policies,
    catalogueOf,
    channel,
    commercial: products === undefined ? undefined : { products },
    credit: around.credit,
    messageChannels,
    tellHospital,
    fieldKeys,
    lookupKey,
    directoryKey,
    log,
  });
}
