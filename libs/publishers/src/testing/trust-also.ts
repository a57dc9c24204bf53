import { getCACertificates, setDefaultCACertificates } from "node:tls";

/** Makes this process trust one more certificate (PEM), until it is disposed of. */
export function trustAlso(certificate: string): Disposable {
  const usual = getCACertificates("default");
  setDefaultCACertificates([...usual, certificate]);
  return { [Symbol.dispose]: () => setDefaultCACertificates(usual) };
}
