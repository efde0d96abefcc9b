// Starts the dashboard.
import "@mantine/core/styles.layer.css";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/parts.css";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { setNonce } from "get-nonce";
import { createRoot } from "react-dom/client";
import { queryClient, session } from "./app/connection";
import { router } from "./app/router";
import { theme, variables } from "./app/theme";
import { Toasts } from "./ui/toast";

/** The server lets in style sheets made while the page runs only with the nonce of this copy of the page. */
const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";
setNonce(nonce);

// Signed out, here or in another tab: the pages behind the sign-in are closed.
session.onChange((state) => {
  if (state === "out") void router.invalidate();
});

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <Toasts />
      </QueryClientProvider>
    </MantineProvider>,
  );
}
