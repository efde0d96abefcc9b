/**
 * The button that empties a field with a choice: for the keyboard, too, which Mantine leaves it out for, and large enough to be
 * touched.
 */
export const clearing = (label: string) => ({
  "aria-label": label,
  "aria-hidden": false,
  tabIndex: 0,
  style: { minWidth: 24, minHeight: 24 },
});
