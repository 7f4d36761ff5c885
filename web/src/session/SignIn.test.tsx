import { cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, expect, test, vi } from "vitest";
import { I18n } from "../i18n/I18n";
import { wordsOf } from "../i18n/languages";
import { SessionGate } from "./SessionGate";

const ANN = {
  member: { id: "member_1", name: "Ann", role: "agent", email: "ann@example.com", number: null },
  csrf: "token",
};

afterEach(cleanup);

/** The app behind its gate; answers are given to its requests in turn. */
async function gate(...answers: (Response | Error)[]) {
  const fetch = vi.spyOn(globalThis, "fetch").mockImplementation(async () => {
    const answer = answers.shift();
    if (!(answer instanceof Response)) throw answer;
    return answer;
  });
  const first = { language: "en" as const, words: await wordsOf("en") };
  render(
    <I18n first={first}>
      <SessionGate>the app</SessionGate>
    </I18n>,
  );
  return fetch;
}

const nobody = () => Response.json({ title: "Not signed in", detail: "Sign in." }, { status: 401 });

async function typed(email: string, password: string) {
  fireEvent.input(await screen.findByLabelText("E-mail"), { target: { value: email } });
  fireEvent.input(screen.getByLabelText("Password"), { target: { value: password } });
  fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
}

test("who is signed in sees the app at once", async () => {
  await gate(Response.json(ANN));
  expect(await screen.findByText("the app")).toBeTruthy();
});

test("who is not is asked for e-mail and password, and then sees the app", async () => {
  const fetch = await gate(nobody(), Response.json(ANN, { status: 201 }));
  await typed("ann@example.com", "correct horse");
  expect(await screen.findByText("the app")).toBeTruthy();
  expect(fetch.mock.lastCall?.[1]?.body).toBe('{"email":"ann@example.com","password":"correct horse"}');
});

test("a refusal is told in the API's words, and what was typed stays", async () => {
  const refused = { title: "That is not right", detail: "No member has this e-mail and password." };
  await gate(nobody(), Response.json(refused, { status: 401 }));
  await typed("ann@example.com", "wrong");
  expect((await screen.findByRole("alert")).textContent).toContain("No member has this e-mail and password.");
  expect((screen.getByLabelText("E-mail") as HTMLInputElement).value).toBe("ann@example.com");
});

test("nothing is asked of the server while something is missing", async () => {
  const fetch = await gate(nobody());
  await typed("ann@example.com", "");
  expect((await screen.findByRole("alert")).textContent).toBe("Type your e-mail and your password.");
  expect(fetch).toHaveBeenCalledTimes(1);
});

test("who is in several workspaces with one password says which is meant", async () => {
  const workspaces = [
    { id: "workspace_1", name: "Main" },
    { id: "workspace_2", name: "Second" },
  ];
  const several = { type: "/problems/workspace-missing", title: "Choose a workspace", workspaces };
  const fetch = await gate(
    nobody(),
    Response.json(several, { status: 409 }),
    Response.json(ANN, { status: 201 }),
  );
  await typed("ann@example.com", "correct horse");
  fireEvent.click(await screen.findByRole("button", { name: "Second" }));
  expect(await screen.findByText("the app")).toBeTruthy();
  const sent = { email: "ann@example.com", password: "correct horse", workspace: "workspace_2" };
  expect(fetch.mock.lastCall?.[1]?.body).toBe(JSON.stringify(sent));
});

test("who forgot their password asks for a link, and is told the same whoever they are", async () => {
  const fetch = await gate(nobody(), Response.json({ detail: "…" }, { status: 202 }));
  fireEvent.input(await screen.findByLabelText("E-mail"), { target: { value: "ann@example.com" } });
  fireEvent.click(screen.getByRole("button", { name: "Forgot your password?" }));
  expect((screen.getByLabelText("E-mail") as HTMLInputElement).value).toBe("ann@example.com");
  fireEvent.click(screen.getByRole("button", { name: "Send me a link" }));
  expect((await screen.findByRole("status")).textContent).toContain(
    "If ann@example.com is a member’s address",
  );
  expect(fetch.mock.lastCall?.[0]).toBe("/api/v1/session/forgotten");
  fireEvent.click(screen.getByRole("button", { name: "Back" }));
  expect((screen.getByLabelText("E-mail") as HTMLInputElement).value).toBe("ann@example.com");
});

const LINK = `#link=${"a".repeat(43)}`;

test("who opens a link is signed in, and the link is gone from the address", async () => {
  history.replaceState(null, "", `/sign-in${LINK}`);
  const fetch = await gate(Response.json(ANN, { status: 201 }));
  fireEvent.click(await screen.findByRole("button", { name: "Later" }));
  expect(await screen.findByText("the app")).toBeTruthy();
  expect(fetch.mock.lastCall?.[0]).toBe("/api/v1/session/link");
  expect(fetch.mock.lastCall?.[1]?.body).toBe(`{"token":"${"a".repeat(43)}"}`);
  expect(location.pathname + location.hash).toBe("/");
});

test("who came by a link chooses a password, and is told beside the field what is wrong with it", async () => {
  history.replaceState(null, "", `/sign-in${LINK}`);
  const weak = {
    title: "A value can't be used",
    detail: "The password has 5 characters.",
    field: "password",
  };
  const answers = [Response.json(weak, { status: 422 }), Response.json({ set: true, signed_out: 0 })];
  const fetch = await gate(Response.json(ANN, { status: 201 }), ...answers);
  const field = await screen.findByLabelText("New password");
  fireEvent.input(field, { target: { value: "short" } });
  fireEvent.click(screen.getByRole("button", { name: "Save password" }));
  expect((await screen.findByRole("alert")).textContent).toContain("The password has 5 characters.");
  fireEvent.input(field, { target: { value: "violet kettle drum" } });
  fireEvent.click(screen.getByRole("button", { name: "Save password" }));
  expect(await screen.findByText("the app")).toBeTruthy();
  expect(fetch.mock.lastCall?.[0]).toBe("/api/v1/members/member_1/password");
  expect(fetch.mock.lastCall?.[1]?.headers).toMatchObject({ "X-Offhook-CSRF": "token" });
  expect(fetch.mock.lastCall?.[1]?.body).toBe('{"password":"violet kettle drum"}');
});

test("the first owner, who has no address yet, gives one with the password", async () => {
  history.replaceState(null, "", `/sign-in${LINK}`);
  const owner = { ...ANN, member: { ...ANN.member, role: "owner", email: null } };
  const fetch = await gate(Response.json(owner, { status: 201 }), Response.json({}), Response.json({}));
  fireEvent.input(await screen.findByLabelText("E-mail"), { target: { value: " olga@example.com " } });
  fireEvent.input(screen.getByLabelText("New password"), { target: { value: "violet kettle drum" } });
  fireEvent.click(screen.getByRole("button", { name: "Save password" }));
  expect(await screen.findByText("the app")).toBeTruthy();
  const sent = fetch.mock.calls.slice(1).map(([address, init]) => [init?.method, address, init?.body]);
  expect(sent).toEqual([
    ["PATCH", "/api/v1/members/member_1", '{"email":"olga@example.com"}'],
    ["PUT", "/api/v1/members/member_1/password", '{"password":"violet kettle drum"}'],
  ]);
});

test("a link that works no more is told of where one signs in", async () => {
  history.replaceState(null, "", `/sign-in${LINK}`);
  const over = { title: "The link works no more", detail: "This link was used already." };
  await gate(Response.json(over, { status: 401 }));
  expect((await screen.findByRole("alert")).textContent).toContain("This link was used already.");
  expect(screen.getByLabelText("E-mail")).toBeTruthy();
});

test("a server that is away can be asked again", async () => {
  await gate(new TypeError("Failed to fetch"), Response.json(ANN));
  fireEvent.click(await screen.findByRole("button", { name: "Try again" }));
  expect(await screen.findByText("the app")).toBeTruthy();
});
