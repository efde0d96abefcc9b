// The wait page's colours, for people who look at them all day: its ink and paper, its sun only where something is alive.
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

const dusk: MantineColorsTuple = [
  "#eef2f9",
  "#dbe3f0",
  "#bcc8e0",
  "#9aa9cc",
  "#7c8cb8",
  "#5b6a98",
  "#47547f",
  "#343f68",
  "#1b2141",
  "#11152b",
];
const ember: MantineColorsTuple = [
  "#fff3ea",
  "#ffe3cf",
  "#ffc89f",
  "#ffb27a",
  "#f78f4c",
  "#e56f27",
  "#cd5415",
  "#b4380c",
  "#8c2b0a",
  "#661f08",
];
const dark: MantineColorsTuple = [
  "#f1ecf4",
  "#c6c3d8",
  "#a9a9c4",
  "#8386a8",
  "#3d4470",
  "#262c50",
  "#1a1f3c",
  "#10142b",
  "#0b0f20",
  "#070a17",
];

export const theme = createTheme({
  colors: { dusk, ember, dark },
  primaryColor: "dusk",
  primaryShade: { light: 8, dark: 5 },
  autoContrast: true,
  luminanceThreshold: 0.4,
  cursorType: "pointer",
  defaultRadius: "md",
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace:
    'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace',
  headings: { fontFamily: "var(--display)", fontWeight: "400" },
  components: {
    Button: { defaultProps: { radius: "xl" } },
    PasswordInput: {
      defaultProps: {
        visibilityToggleFocusable: true,
        visibilityToggleButtonProps: { "aria-label": "Show the password" },
      },
    },
    Tooltip: { defaultProps: { events: { hover: true, focus: true, touch: true } } },
  },
});

export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#f2f5fa",
    "--mantine-color-text": "#1b2141",
    "--mantine-color-dimmed": "#474e70",
    "--mantine-color-placeholder": "#5f6688",
    "--mantine-color-default": "#ffffff",
    "--mantine-color-default-color": "#1b2141",
    "--mantine-color-default-border": "#1b214133",
    "--mantine-color-error": "#a8161b",
    "--mantine-color-anchor": "#343f68",
  },
  dark: {
    "--mantine-color-body": "#0b0f20",
    "--mantine-color-text": "#f4eff0",
    "--mantine-color-dimmed": "#b9b8d0",
    "--mantine-color-placeholder": "#9da0c0",
    "--mantine-color-default": "#10142b",
    "--mantine-color-default-color": "#f4eff0",
    "--mantine-color-default-border": "#f7f1e82e",
    "--mantine-color-error": "#ff9d98",
    "--mantine-color-anchor": "#bcc8e0",
  },
});
