/** Jobs of the server, in step with it by one stream of events: they outlive a reload of the page. */
import type { Problem } from "./api";
import { post, encoded } from "./api";

export interface Job {
  id: string;
  kind: "run" | "compare" | "invest" | "worth" | "flows" | "brief";
  state: "queued" | "running" | "done" | "failed" | "cancelled";
  title: string;
  options: Record<string, unknown>;
  stage: string | null;
  fraction: number | null;
  seconds_left: number | null;
  message: string | null;
  error: Problem | null;
  result: string | null;
  created: string;
}

export const KINDS = ["run", "compare", "invest", "worth", "flows", "brief"] as const;
export const isOver = (job: Job): boolean => job.state === "done" || job.state === "failed" || job.state === "cancelled";

class Jobs {
  list = $state<Job[]>([]);
  connected = $state(false);
  /** Counts up whenever a job ends with a result: lists of results are read again. */
  finished = $state(0);

  #stream: EventSource | undefined;

  follow(): () => void {
    this.#stream = new EventSource("./api/events");
    this.#stream.onopen = () => (this.connected = true);
    this.#stream.onerror = () => (this.connected = false); // the browser connects again by itself
    this.#stream.addEventListener("snapshot", (event) => {
      this.list = (JSON.parse((event as MessageEvent<string>).data) as { jobs: Job[] }).jobs;
      this.#sort();
    });
    this.#stream.addEventListener("job", (event) => this.take(JSON.parse((event as MessageEvent<string>).data) as Job));
    return () => this.#stream?.close();
  }

  take(job: Job): void {
    const at = this.list.findIndex((each) => each.id === job.id);
    const before = at < 0 ? undefined : this.list[at];
    if (at < 0) this.list.push(job);
    else this.list[at] = job;
    this.#sort();
    if (job.state === "done" && before?.state !== "done") this.finished++;
  }

  async start(body: Record<string, unknown>): Promise<Job> {
    const job = await post<Job>("jobs", body);
    if (!this.list.some((each) => each.id === job.id)) this.take(job);
    return job;
  }

  async cancel(job: Job): Promise<void> {
    await post(`jobs/${encoded(job.id)}/cancel`, {});
  }

  #sort(): void {
    this.list.sort((a, b) => b.created.localeCompare(a.created) || b.id.localeCompare(a.id));
  }
}

export const jobs = new Jobs();
