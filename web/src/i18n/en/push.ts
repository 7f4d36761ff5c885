export const push = {
  title: "Notifications",
  lead: "Missed calls and new voicemails of your lines, shown on this device while no page is open. Off duty you get none.",
  notify: "Notify this device",
  stop: "Stop notifying this device",
  test: "Send a test",
  tested: "A test is on its way to this device.",
  denied: "Your browser shows no notifications of this page",
  deniedDetail: "Allow them in your browser’s settings for this address, then come back here.",
  impossible: "This browser can’t show notifications while no page is open.",
  needsInstall:
    "Add Offhook to the home screen first (Share, then Add to Home Screen), and open it from there.",
  devices: "Devices that are notified",
  thisDevice: "this device",
  last: (when: string) => `Last notified ${when}`,
  never: "Not notified yet",
  remove: (name: string) => `Stop notifying ${name}`,
};
