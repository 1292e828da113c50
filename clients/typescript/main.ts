// The main job of a client of the OKR API, typed from the contract alone and without a cast.
//
// `make clients` generates okr.d.ts, compiles this and runs it against a demo of its own. By hand,
// beside `make run`: npm ci && npm run generate && npm run build && npm start

import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import createClient from "openapi-fetch";
import type { components, paths } from "./okr.js";

type Schemas = components["schemas"];

/** What `make run` tells scripts: where it listens, and who to sign in as. */
interface Demo {
  base_url: string;
  org: string;
  email: string;
  password: string;
}
const demo: Demo = JSON.parse(readFileSync(process.argv[2] ?? "../../.okr/demo.json", "utf8"));
const org = demo.org;
const api = createClient<paths>({ baseUrl: demo.base_url });
const say = (text: string): void => console.log(text);

/** A refusal, as an exception. Switch on `problem.code`, which never changes. */
class Refused extends Error {
  constructor(readonly problem: Schemas["Problem"]) {
    super(`${problem.status} ${problem.code}: ${problem.detail}`);
  }
}

/** Return what was asked for, or throw what was said instead. */
function found<Data>(answer: { data?: Data; error?: Schemas["Problem"] }): Data {
  if (answer.data !== undefined) return answer.data;
  throw answer.error ? new Refused(answer.error) : new Error("There is no answer.");
}

/** Return the first of what must not be empty. */
function first<Item>(items: Item[]): Item {
  const item = items[0];
  if (item === undefined) throw new Error("There is none.");
  return item;
}

// 1. Sign in. The access token lives for minutes: a program that stays up renews it with
//    `refresh_token`. A personal token (`okr_pat_…`) goes into the same header and saves all of this.
const session = await api.POST("/v1/auth/token", {
  body: { grant_type: "password", username: demo.email, password: demo.password },
  headers: { "Content-Type": "application/x-www-form-urlencoded" },
});
if (!session.data) throw new Error("This e-mail and password open nothing.");
const authorization = `Bearer ${session.data.access_token}`;
api.use({ onRequest: ({ request }) => request.headers.set("Authorization", authorization) });

const me = found(await api.GET("/v1/me"));
const membership = first(me.memberships.filter((each) => each.org.slug === org));
say(`Signed in as ${me.name}, ${membership.role} of ${membership.org.name}.`);

// 2. The quarter that is under way. A filter takes several values: any of them.
const cycles = await api.GET("/v1/orgs/{org}/cycles", {
  params: { path: { org }, query: { kind: ["quarter"], state: ["active", "review"] } },
});
const cycle = first(found(cycles).items);
say(`Cycle: ${cycle.name}, ${cycle.starts_on} to ${cycle.ends_on}.`);

// 3. An objective with its key results, all or nothing. Sent twice under one Idempotency-Key, as
//    after an answer that got lost, there is still one.
const header = { "Idempotency-Key": randomUUID() };
const create = () =>
  api.POST("/v1/orgs/{org}/objectives", {
    params: { path: { org }, header },
    body: {
      cycle_id: cycle.id,
      owner: { kind: "member", id: membership.member_id },
      title: "Support answers within the hour",
      why: "Who waits for an answer does not come back.",
      key_results: [
        { title: "Answered in an hour", metric: { kind: "increase", unit: "%", target: 90 } },
        { title: "The handbook is public", metric: { kind: "yes_no" } },
      ],
    },
  });
const objective = found(await create());
const retried = await create();
const replayed = retried.response.headers.get("Idempotent-Replayed");
say(`Created: ${objective.title}, version ${objective.version}.`);
say(`Retried: ${found(retried).id === objective.id ? "the same" : "another"}, replayed ${replayed}.`);

// 4. Propose that it helps a goal of the company. It is accepted at once where you may answer for
//    both; else whoever owns that goal decides.
const company = found(await api.GET("/v1/orgs/{org}", { params: { path: { org } } }));
const goals = await api.GET("/v1/orgs/{org}/objectives", {
  params: { path: { org }, query: { owner_id: [company.id], state: ["agreed"] } },
});
const addsUp = ["both", "children"]; // the policies under which a contribution moves a goal
const goal = first(found(goals).items.filter((each) => addsUp.includes(each.progress_policy)));
const align = (child: string, parent: string, relation: Schemas["Relation"]) =>
  api.POST("/v1/orgs/{org}/alignments", {
    params: { path: { org } },
    body: {
      child: { kind: "objective", id: child },
      parent: { kind: "objective", id: parent },
      relation,
    },
  });
const alignment = found(await align(objective.id, goal.id, "contributes"));
say(`Proposed: ${alignment.relation} to “${goal.title}”, ${alignment.state}.`);

// 5. Check in. `affected` is everything above that moved in the same commit. What you may not see
//    is `hidden` in it, without figures.
const checkIn = (body: Schemas["CheckInCreate"]) =>
  api.POST("/v1/orgs/{org}/key-results/{key_result_id}/check-ins", {
    params: { path: { org, key_result_id: first(objective.key_results).id } },
    body,
  });
const fact = found(await checkIn({ value: 45, confidence: 7, note: "The new rota helps." }));
say(`Checked in: ${fact.value}, progress ${fact.progress_before} to ${fact.progress_after}.`);
for (const moved of fact.affected) {
  if (moved.kind === "hidden") say("  moved something that is hidden from you");
  else say(`  moved ${moved.kind}: ${moved.progress_before} to ${moved.progress_after}`);
}

// 6. Refusals are typed as well: what a program needs to go on stands beside the sentence.
const loop = await align(goal.id, objective.id, "supports");
say(`Refused: ${loop.error?.status} ${loop.error?.code}, over ${loop.error?.path?.length} goals.`);
const early = await checkIn({ value: 46, effective_on: "2099-12-31" });
for (const wrong of early.error?.errors ?? []) {
  say(`Refused: ${early.error?.status} ${wrong.pointer} ${wrong.code}.`);
}

// 7. Edit what you saw. A check-in in between does not spoil it, somebody's edit does: 412. Then
//    read it anew, and decide again.
async function reweigh(seen: Schemas["ObjectivePublic"], weight: number): Promise<typeof seen> {
  const path = { org, objective_id: seen.id };
  const answer = await api.PATCH("/v1/orgs/{org}/objectives/{objective_id}", {
    params: { path, header: { "If-Match": `"${seen.version}"` } },
    body: { weight },
  });
  if (answer.response.status !== 412) return found(answer);
  say(`Refused: 412 ${answer.error?.code}, not version ${seen.version} any more.`);
  const now = await api.GET("/v1/orgs/{org}/objectives/{objective_id}", { params: { path } });
  return reweigh(found(now), weight);
}
const edited = await reweigh(objective, 2);
say(`Edited: weight ${edited.weight}, version ${edited.version}.`);
const settled = await reweigh(objective, 3); // from the first version, which is gone
say(`Edited: weight ${settled.weight}, version ${settled.version}.`);

// 8. Follow the pages of a list to its end.
async function* checkIns(): AsyncGenerator<Schemas["CheckInPublic"]> {
  let cursor: string | undefined;
  do {
    const query = { limit: 100, cursor };
    const page = await api.GET("/v1/orgs/{org}/check-ins", { params: { path: { org }, query } });
    const { items, next_cursor }: Schemas["CheckInPage"] = found(page);
    yield* items;
    cursor = next_cursor ?? undefined;
  } while (cursor !== undefined);
}
const facts = new Set<string>();
for await (const each of checkIns()) facts.add(each.id);
say(`Read: ${facts.size} check-ins, this one ${facts.has(fact.id) ? "among them" : "is missing"}.`);

// 9. Leave the demo as it was: what is dropped counts nowhere.
const end = await api.POST("/v1/orgs/{org}/objectives/{objective_id}/transitions", {
  params: { path: { org, objective_id: objective.id } },
  body: { to: "dropped", note: "It was an example." },
});
say(`Moved: ${found(end).state}.`);
