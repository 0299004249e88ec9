/**
 * What each call of the API takes and answers with, read from the generated schema (`make gen`): the method and the path as one
 * writes them are enough. `/api/cases/${no}/form?x=1` is `/api/cases/{no}/form`; a call that does not exist does not compile.
 */
import type { paths } from './schema'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

type Before<P extends string> = P extends `${infer Path}?${string}` ? Path : P
type Fits<P extends string, K extends string> = P extends `${infer A}/${infer B}`
  ? K extends `${infer C}/${infer D}`
    ? Same<A, C> extends true
      ? Fits<B, D>
      : false
    : false
  : K extends `${string}/${string}`
    ? false
    : Same<P, K>
type Same<A extends string, C extends string> = C extends `{${string}}` ? true : A extends C ? true : false
type Place<P extends string> = { [K in keyof paths]: Fits<Before<P>, K> extends true ? K : never }[keyof paths]
type Json<T> = T extends { content: { 'application/json': infer Body } } ? Body : undefined

/** What the schema says of this call; `never` when there is no such call. */
export type Call<M extends Method, P extends string> = Exclude<paths[Place<P>][Lowercase<M>], undefined>

/** The answer when all is well. */
export type AnswerOf<M extends Method, P extends string> =
  Call<M, P> extends { responses: infer R }
    ? R extends { 200: infer Good }
      ? Json<Good>
      : R extends { 201: infer Made }
        ? Json<Made>
        : R extends { 202: infer Taken }
          ? Json<Taken>
          : undefined
    : never

type Given<B> = [NonNullable<B>] extends [never]
  ? object
  : NonNullable<B> extends { content: { 'application/json': infer Body } }
    ? Body
    : object
type Sent<M extends Method, P extends string> = Call<M, P> extends { requestBody?: infer B } ? Given<B> : object

/** What stands after the path: the body, which may be left out where all of it may, and the number of a call that is made once. */
export type Rest<M extends Method, P extends string> = [Call<M, P>] extends [never]
  ? [never]
  : object extends Sent<M, P>
    ? [body?: Sent<M, P>, key?: string]
    : [body: Sent<M, P>, key?: string]
