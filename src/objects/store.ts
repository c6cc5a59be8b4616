/** Where an object lies in its store: a repository (a key's first part in COS) and a path with a slash at its front. */
export interface ObjectPlace {
  readonly repository: string;
  readonly path: string;
}

/** What a store says of an object's bytes: lower-case hex; it may know none of the two, or one. */
export interface ObjectDigests {
  readonly sha256?: string;
  readonly md5?: string;
}

/** What a store says of an object without giving it. */
export interface ObjectHead extends ObjectDigests {
  readonly bytes: number;
}

/** An object on its way: read once, in one way or the other, or given up. Both throw an ObjectError that says which server it was. */
export interface ObjectBody extends ObjectHead {
  /** For small ones. */
  whole(): Promise<Buffer>;
  pieces(): AsyncIterable<Buffer>;
  giveUp(): void;
}

/** An object to be written. */
export interface NewObject {
  readonly bytes: number;
  readonly sha256: string;
  /** Known beforehand by some systems' rows. The server proves it where its protocol does not prove the sha256. */
  readonly md5?: string;
  /** Small ones whole, others piece by piece. */
  readonly content: Buffer | AsyncIterable<Buffer>;
  /** Otherwise an object that is there stays, and the write is refused as `exists`. */
  readonly overwrite?: boolean;
}

/** Room in a repository, in bytes; null: no limit. */
export interface Quota {
  readonly limit: number | null;
  readonly used: number;
}

export interface ExchangeOptions {
  /** Aborted: the request ends at once. */
  readonly signal?: AbortSignal;
}

/** Some objects of a repository, in the order of their paths' bytes. */
export interface ObjectList {
  readonly objects: readonly (ObjectHead & Pick<ObjectPlace, 'path'>)[];
  /** There are none behind these. */
  readonly isAll: boolean;
}

/** What a store lacks before anything can be written into a repository; a bucket is made by nobody but its owner. */
export type Missing = 'project' | 'repository' | 'bucket';

/**
 * One place where objects lie: a project of a BkRepo, or a bucket. Every method is one or few requests, without a retry, and
 * throws ObjectError.
 */
export interface ObjectStore {
  /** For people: `http://repo project acme.bscp`. Without anything secret. */
  readonly name: string;
  /** Equal for two stores that hold the same objects. */
  readonly identity: string;
  head(place: ObjectPlace, options?: ExchangeOptions): Promise<ObjectHead | null>;
  /** Up to a thousand objects with this beginning of their path, behind a path. Absent: the store has no list in an order. */
  list?(
    repository: string,
    range: { readonly prefix: string; readonly after: string },
    options?: ExchangeOptions,
  ): Promise<ObjectList>;
  /** `range`: only these bytes, the last one included. */
  get(
    place: ObjectPlace,
    options?: ExchangeOptions & { readonly range?: readonly [number, number] },
  ): Promise<ObjectBody | null>;
  /** Gives what the server says that it has got. */
  put(place: ObjectPlace, object: NewObject, options?: ExchangeOptions): Promise<ObjectDigests>;
  /** Whether the server can bring an object of `from` here by itself. */
  canCopyFrom(from: ObjectStore): boolean;
  /** Copies within the server, to the same place or to another. The bytes may arrive later than the answer: look afterwards. */
  copyFrom(
    from: ObjectStore,
    place: ObjectPlace,
    options?: ExchangeOptions & { readonly to?: ObjectPlace },
  ): Promise<void>;
  remove(place: ObjectPlace, options?: ExchangeOptions): Promise<void>;
  /** Null: objects can be written. */
  missing(repository: string, options?: ExchangeOptions): Promise<Missing | null>;
  /** Makes what `missing` tells of, but for a bucket; what is there already is left alone. */
  make(repository: string, options?: ExchangeOptions): Promise<void>;
  /** Null where the store knows no quotas. */
  quota(repository: string, options?: ExchangeOptions): Promise<Quota | null>;
  /** The server's clock minus ours in milliseconds, as its last answer told; null before one. */
  clockSkewMs(): number | null;
  close(): Promise<void>;
}
