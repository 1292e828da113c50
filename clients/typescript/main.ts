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
// What is JSON: a sheet can also be had as a table, which is text.
type Json = `application/${string}json`;
const api = createClient<paths, Json>({ baseUrl: demo.base_url });
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

// 3. A team, which you lead, and an objective of it with its key results, all or nothing. Sent twice
//    under one Idempotency-Key, as after an answer that got lost, there is still one.
const team = found(
  await api.POST("/v1/orgs/{org}/teams", {
    params: { path: { org } },
    body: { name: "Support desk", lead_id: membership.member_id },
  }),
);
const owner: Schemas["Owner"] = { kind: "team", id: team.id };
const header = { "Idempotency-Key": randomUUID() };
const create = () =>
  api.POST("/v1/orgs/{org}/objectives", {
    params: { path: { org }, header },
    body: {
      cycle_id: cycle.id,
      owner,
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
const checkIn = (key_result_id: string, body: Schemas["CheckInCreate"]) =>
  api.POST("/v1/orgs/{org}/key-results/{key_result_id}/check-ins", {
    params: { path: { org, key_result_id } },
    body,
  });
const { id: answered } = first(objective.key_results);
const news = { value: 45, confidence: 7, note: "The new rota helps." };
const fact = found(await checkIn(answered, news));
say(`Checked in: ${fact.value}, progress ${fact.progress_before} to ${fact.progress_after}.`);
function tell(affected: (Schemas["MovedPublic"] | Schemas["Hidden"])[]): void {
  for (const moved of affected) {
    if (moved.kind === "hidden") say("  moved something that is hidden from you");
    else say(`  moved ${moved.kind}: ${moved.progress_before} to ${moved.progress_after}`);
  }
}
tell(fact.affected);

// 6. Refusals are typed as well: what a program needs to go on stands beside the sentence.
const loop = await align(goal.id, objective.id, "supports");
say(`Refused: ${loop.error?.status} ${loop.error?.code}, over ${loop.error?.path?.length} goals.`);
const early = await checkIn(answered, { value: 46, effective_on: "2099-12-31" });
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

/** Return the first day of a month before the one of a day. */
function monthBefore(day: string, months: number): string {
  const [year = 0, month = 0] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1 - months, 1)).toISOString().slice(0, 10);
}

// 9. Watch a figure all the time. Where it turns red, the objective that it guards shows it.
const start = cycle.starts_on;
const kpi = found(
  await api.POST("/v1/orgs/{org}/kpis", {
    params: { path: { org } },
    body: {
      name: "Answered in an hour",
      definition: "Of all questions of a month, without spam.",
      unit: "%",
      direction: "higher",
      frequency: "monthly",
      aggregate: "mean",
      owner,
      target: 90,
      active_from: monthBefore(start, 3),
      guards: [objective.id],
    },
  }),
);
say(`Watched: ${kpi.name}, ${kpi.target} ${kpi.unit} in each month.`);

// 10. A key result that follows it stands where the KPI stands over the cycle, and takes no values.
const followed = await api.POST("/v1/orgs/{org}/objectives/{objective_id}/key-results", {
  params: { path: { org, objective_id: objective.id } },
  body: {
    title: "Nobody waits longer",
    metric: { kind: "increase", unit: "%", target: 90 },
    kpi_id: kpi.id,
  },
});
const follower = found(followed);
const typed = await checkIn(follower.id, { value: 60 });
say(`Followed: ${follower.health}. Refused: ${typed.error?.status} ${typed.error?.code}.`);

// 11. Measure: one period, or up to 500 at once, all or nothing. What a period has already is
//     replaced and kept; the same value again changes nothing.
const measure = (period_on: string, value: number) =>
  api.POST("/v1/orgs/{org}/kpis/{kpi_id}/measurements", {
    params: { path: { org, kpi_id: kpi.id } },
    body: { period_on, value },
  });
const measured = found(await measure(start, 60));
say(`Measured: ${measured.value} of ${measured.target}, ${measured.status}.`);
tell(measured.affected);
const again = found(await measure(start, 60));
say(`Measured again: ${again.id === measured.id ? "the same" : "another"}.`);
const astray = await measure(cycle.ends_on, 60);
for (const wrong of astray.error?.errors ?? []) {
  say(`Refused: ${astray.error?.status} ${wrong.pointer} ${wrong.code}.`);
}
const before = [3, 2, 1].map((months) => monthBefore(start, months));
const rows = before.map((period_on, n) => ({ kpi_id: kpi.id, period_on, value: 51 + n }));
const imported = found(
  await api.POST("/v1/orgs/{org}/measurement-imports", {
    params: { path: { org } },
    body: { items: [...rows, { kpi_id: kpi.id, period_on: start, value: 72, note: "Recounted." }] },
  }),
);
say(`Imported: ${imported.measurement_count} measurements.`);
tell(imported.affected);
const tracking = await api.GET("/v1/orgs/{org}/key-results", {
  params: { path: { org }, query: { kpi_id: [kpi.id] } },
});
const stands = first(found(tracking).items);
say(`Stands: ${stands.metric.current} ${stands.metric.unit}, progress ${stands.progress}.`);

// 12. Every period of the cycle, with a forecast once one has ended; and the board: the latest
//     periods of all KPIs of an owner.
const series = found(
  await api.GET("/v1/orgs/{org}/kpis/{kpi_id}/series", {
    params: { path: { org, kpi_id: kpi.id }, query: { cycle_id: cycle.id } },
  }),
);
const { to_date, forecast } = series;
const months = `${to_date.measured} of ${to_date.periods} months`;
say(`Series: ${months}, ${to_date.value} ${to_date.status}.`);
if (forecast) say(`Forecast: ${forecast.value}, from ${forecast.basis.measured} of them.`);
else say("Forecast: none, for no month has ended.");
const board = await api.GET("/v1/orgs/{org}/kpi-board", {
  params: { path: { org }, query: { cycle_id: cycle.id, owner_id: [team.id] } },
});
const values = first(found(board).items).periods.flatMap((each) => each.value ?? []);
say(`Board: ${values.join(", ")}.`);

// 13. The sheet of an owner in a cycle, and what is missing on it. It is complete when an objective
//     is agreed. `/sheets` tells managers how far everybody is.
async function readSheet(): Promise<Schemas["SheetPublic"]> {
  const answer = await api.GET("/v1/orgs/{org}/teams/{team_id}/sheet", {
    params: { path: { org, team_id: team.id }, query: { cycle_id: cycle.id } },
  });
  const sheet = found(answer);
  const guards = sheet.objectives.flatMap((each) => each.guards);
  say(`Sheet: ${sheet.kpis.length} KPI, guards ${guards.map((each) => each.status).join(", ")}.`);
  for (const finding of sheet.findings) {
    say(`  ${finding.code} (${finding.subject?.kind ?? "hidden"}): ${finding.suggestion}`);
  }
  return sheet;
}
const move = (to: Schemas["ObjectiveState"], note?: string) =>
  api.POST("/v1/orgs/{org}/objectives/{objective_id}/transitions", {
    params: { path: { org, objective_id: objective.id } },
    body: { to, note },
  });
const draft = await readSheet();
found(await move("proposed"));
found(await move("agreed"));
const whole = await readSheet();
say(`Complete: ${draft.complete ? "yes" : "no"}, then ${whole.complete ? "yes" : "no"}.`);
const listed = await api.GET("/v1/orgs/{org}/sheets", {
  params: { path: { org }, query: { cycle_id: cycle.id, team_id: [team.id], complete: true } },
});
for (const each of found(listed).items) {
  say(`Listed: ${each.owner.name}, ${each.key_result_count} key results, ${each.kpi_count} KPI.`);
}

// 14. Leave it tidy: what is dropped counts nowhere, and what was measured ends.
say(`Moved: ${found(await move("dropped", "It was an example.")).state}.`);
const ended = await api.PATCH("/v1/orgs/{org}/kpis/{kpi_id}", {
  params: { path: { org, kpi_id: kpi.id }, header: { "If-Match": `"${kpi.version}"` } },
  body: { active_until: first(series.items).ends_on },
});
say(`Ended: with ${found(ended).active_until}.`);
