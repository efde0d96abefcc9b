/** The button that empties a field with a choice: for the keyboard, too, which Mantine leaves it out for. */
export const clearing = (label: string) => ({ "aria-label": label, "aria-hidden": false, tabIndex: 0 });
