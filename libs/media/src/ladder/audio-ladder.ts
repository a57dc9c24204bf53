import type { AudioRepresentation, AudioStream } from "@reelbus/contracts";

/** Channels of an output: mono, stereo or 5.1. */
export type OutputChannels = 1 | 2 | 6;

/** What to make of one source stream by one asked representation. */
export interface AudioRung {
  /** Index of the source stream in the mapping. */
  readonly stream: number;
  /** Index of the asked representation. */
  readonly representation: number;
  readonly channels: OutputChannels;
  readonly bitrateKbps: number;
}

const CHANNELS: Readonly<Record<AudioRepresentation["Sound"], OutputChannels>> = { Mono: 1, Stereo: 2, "5.1": 6 };

/**
 * The audio to make: every `Always` representation of every stream, and the `OnMatchingSound` ones where the stream
 * has that very sound. Nothing is upmixed: a representation of more channels than the stream has comes down to the
 * best sound that the stream can fill, at the bit rate asked for.
 */
export function planAudioLadder(
  streams: readonly Pick<AudioStream, "Channels">[],
  representations: readonly AudioRepresentation[],
): AudioRung[] {
  return streams.flatMap(({ Channels }, stream) =>
    representations.flatMap((asked, representation) => {
      if (!isWanted(asked, Channels)) return [];
      const channels = outputChannels(CHANNELS[asked.Sound], Channels);
      return [{ stream, representation, channels, bitrateKbps: asked.BitrateInKbps }];
    }),
  );
}

function isWanted(representation: AudioRepresentation, sourceChannels: number): boolean {
  if (representation.Create === "Always") return true;
  return CHANNELS[representation.Sound] === soundOf(sourceChannels);
}

function outputChannels(asked: OutputChannels, sourceChannels: number): OutputChannels {
  const available = soundOf(sourceChannels);
  return asked <= available ? asked : available;
}

/** The best output sound that so many channels fill. */
function soundOf(channels: number): OutputChannels {
  if (channels >= 6) return 6;
  return channels >= 2 ? 2 : 1;
}
