import { api, type Schemas, taken } from "../api/client";
import { type Line, lineOf } from "../lines/lines";

export type Route = Schemas["RouteBody"];
export type Hours = NonNullable<Route["hours"]>;
export type Member = Schemas["MemberView"];

/** A line, its route, and the people whom it may ring. */
export type Found = { line: Line; route: Route; people: readonly Member[] };

export async function routeOf(id: string): Promise<Found> {
  const path = { params: { path: { line: id } } };
  const [line, set, members] = await Promise.all([
    lineOf(id),
    taken(api.GET("/api/v1/lines/{line}/route", path)),
    taken(api.GET("/api/v1/members", { params: { query: { limit: 200 } } })),
  ]);
  return { line, route: set.route, people: members.items };
}

/** A route as it is sent: rows that were left empty are no numbers. */
export function bodyOf(route: Route): Route {
  const forwards = route.forwards
    .filter(({ number, name }) => number.trim() !== "" || name.trim() !== "")
    .map(({ number, name }) => ({ number: number.trim(), name: name.trim() }));
  return { ...route, forwards };
}

/** The agents whom a route can ring at some time: members who are not gone, where something of theirs is rung. */
export function rungAgents(route: Route, people: readonly Member[]): readonly Member[] {
  if (!route.softphones_on && !route.agents_on) return [];
  const found = route.agents.map((id) => people.find((each) => each.id === id));
  return found.filter((each) => each?.active === true) as Member[];
}

/** The forwarding numbers that are rung. */
export function rungForwards(route: Route): Route["forwards"] {
  return route.forwards_on ? bodyOf(route).forwards : [];
}

/** Whether a route rings nobody, at any time. */
export function ringsNobody(route: Route, people: readonly Member[]): boolean {
  return rungAgents(route, people).length === 0 && rungForwards(route).length === 0;
}
