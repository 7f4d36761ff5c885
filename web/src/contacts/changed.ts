const listeners = new Set<() => void>();

/** Contacts were changed on this page: whoever shows a list of them asks again. */
export const contactsChanged = {
  on(told: () => void): () => void {
    listeners.add(told);
    return () => {
      listeners.delete(told);
    };
  },
  tell(): void {
    for (const told of listeners) told();
  },
};
