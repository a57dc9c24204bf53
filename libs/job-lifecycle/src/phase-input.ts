import { ReelbusError, type Phase, type PhaseInput, type PhaseResults } from "@reelbus/contracts";

/** The input of a phase: what it needs of the results of the phases before it. */
export function phaseInput(phase: Phase, results: PhaseResults): PhaseInput<Phase> {
  const resultOf = <P extends Phase>(earlier: P): NonNullable<PhaseResults[P]> => {
    const result = results[earlier];
    if (result === undefined) throw new ReelbusError("internal", `The result of ${earlier} is missing.`);
    return result;
  };
  switch (phase) {
    case "Pre-Validation":
    case "Acquisition":
      return {};
    case "Media Mapping":
      return { acquisition: resultOf("Acquisition") };
    case "Encoding":
      return { mapping: resultOf("Media Mapping") };
    case "Image Extraction":
      return { mapping: resultOf("Media Mapping"), encoding: resultOf("Encoding") };
    case "Publishing":
      return { encoding: resultOf("Encoding"), images: resultOf("Image Extraction") };
  }
}
