/** The pages are written for React and run on Preact, which does the same in a tenth of the bytes. */
export const react = {
  "react/jsx-dev-runtime": "preact/jsx-runtime",
  "react/jsx-runtime": "preact/jsx-runtime",
  "react-dom/client": "preact/compat/client",
  "react-dom": "preact/compat",
  react: "preact/compat",
};
