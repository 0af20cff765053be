declare const brand: unique symbol;

/** A value of type `T` that only the named constructor or guard hands out. Erased at run time. */
export type Brand<T, Name extends string> = T & { readonly [brand]: { readonly [K in Name]: true } };
