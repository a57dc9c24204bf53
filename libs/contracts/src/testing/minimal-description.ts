/** The smallest job description that is accepted, with these properties beside. */
export function minimalDescription(others: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    ContentAcquisition: { Provider: "Local", UriPath: "/in" },
    ContentProcessing: { OutputFormat: ["Cmaf"] },
    ContentPublishing: { Provider: "Local", UriPath: "/out" },
    ...others,
  };
}
