/** Studies of one kind: the list, which one is shown, and what it tells. */
import { encoded, get, once, type StudyList } from "../api";
import { jobs } from "../jobs.svelte";
import { type Loaded, loaded } from "../resource.svelte";
import { chosen } from "../state.svelte";

export interface Studies<T> {
  readonly list: Loaded<StudyList>;
  readonly id: string;
  readonly data: Loaded<T>;
}

/** `path` is that of the list; the study in the address is shown, else the newest that can be read. */
export function studies<T>(path: string, query: Record<string, number> = {}): Studies<T> {
  const list = loaded(() => (jobs.finished, get<StudyList>(path, { limit: 100 })));
  const id = $derived.by(() => {
    const readable = (list.value?.studies ?? []).filter((one) => one.readable);
    return (readable.find((one) => one.id === chosen.line) ?? readable[0])?.id ?? "";
  });
  const data = loaded(() => (id ? once<T>(`${path}/${encoded(id)}`, query) : null));
  return {
    list,
    get id() { return id; },
    data,
  };
}
