// What the types of the contract must take, and what they must refuse. Compiled, never run: a line
// under `@ts-expect-error` that compiles is an error.

import createClient from "openapi-fetch";
import type { components, paths } from "./okr.js";

type Schemas = components["schemas"];
const api = createClient<paths>();
const [org, id] = ["acme", "0199c0de-7a11-7000-8000-000000000031"];

// A change leaves out what it keeps, and clears what may be empty.
export const cleared: Schemas["ObjectiveUpdate"] = { description: null };
// @ts-expect-error: a title is never empty.
export const untitled: Schemas["ObjectiveUpdate"] = { title: null };

// What has a default may be left out of a request, and is always in an answer.
export const short: Schemas["ObjectiveCreate"] = {
  cycle_id: id,
  owner: { kind: "organization" },
  title: "Customers come back",
};
export const weight = (seen: Schemas["ObjectivePublic"]): number => seen.weight;
// @ts-expect-error: an answer leaves nothing out.
export const page: Schemas["CyclePage"] = { items: [] };
// @ts-expect-error: nobody knows this member.
export const more: Schemas["TokenCreate"] = { name: "Pull", scopes: ["read"], colour: "red" };
// @ts-expect-error: a state is one of a few words.
export const moved: Schemas["ObjectiveTransition"] = { to: "finished" };

// What comes with some refusals only may be absent; what every refusal has is there.
export const code = (problem: Schemas["Problem"]): string => problem.code;
// @ts-expect-error: only a loop has a path.
export const steps = (problem: Schemas["Problem"]): number => problem.path.length;

// A KPI says which values are good and how often it is measured; the rest may be left out.
export const watched: Schemas["KpiCreate"] = {
  name: "Revenue",
  direction: "higher",
  frequency: "monthly",
  aggregate: "sum",
  owner: { kind: "organization" },
  active_from: "2027-01-01",
};
// @ts-expect-error: nobody measures it by the day.
export const daily: Schemas["KpiUpdate"] = { frequency: "daily" };
// What may be nothing yet, or hidden from you, has to be asked first.
export const status = (seen: Schemas["KpiSeriesPublic"]): string => seen.to_date.status;
// @ts-expect-error: there is no forecast before a period has ended.
export const forecast = (seen: Schemas["KpiSeriesPublic"]): number => seen.forecast.value;
// @ts-expect-error: who reads a sheet need not see what a finding is about.
export const about = (seen: Schemas["SheetFindingPublic"]): string => seen.subject.id;

// A parameter is there or it is not. It is never null, and each is known.
const path = { org };
export const filtered = api.GET("/v1/orgs/{org}/objectives", {
  params: { path, query: { state: ["agreed", "closed"], progress_lte: 0.5 } },
});
// @ts-expect-error: null is no filter.
export const nothing = api.GET("/v1/orgs/{org}/cycles", { params: { path, query: { kind: null } } });
// @ts-expect-error: there is no such filter.
export const odd = api.GET("/v1/orgs/{org}/cycles", { params: { path, query: { colour: "red" } } });
// @ts-expect-error: there is no such address.
export const nowhere = api.GET("/v1/orgs/{org}/nowhere", { params: { path } });
