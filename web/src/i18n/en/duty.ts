export const duty = {
  title: "Duty",
  none: "No line rings you: an owner or a manager puts you into a line’s route.",
  on: "On duty: calls ring your phone",
  off: "Off duty: calls and notices leave you alone",
  others: { on: "On duty", off: "Off duty", keeps: "Until it is changed" },
  untilTime: (time: string) => `until ${time}`,
  end: (line: string) => `How long, on ${line}`,
  keeps: "Until I change it",
  choices: { hour: "For one hour", four: "For four hours", tomorrow: "Until 8 tomorrow" },
};
