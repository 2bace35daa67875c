/** What was read, and the tag of what it was then: give it as `ifMatch` to a change, so that nobody else's change is lost. */
export interface Tagged<Value> {
  readonly value: Value;
  readonly etag: string;
}
