import { z } from "zod";

const file = z.string().meta({ description: "Path of the source file, relative to the source folder." });
const track = z.int().min(0).meta({ description: "Index of the track in its file, as the demuxer counts, from 0." });
const language = z.string().nullable().meta({ description: "BCP 47, canonical short form; null when unknown." });

/** The source video, as mapped. */
export const videoStreamSchema = z
  .strictObject({
    File: file,
    Track: track,
    Codec: z.string(),
    Width: z.int().positive().meta({ description: "Pixels as shown: rotation and pixel shape applied." }),
    Height: z.int().positive(),
    FrameRate: z.string().meta({ description: "Frames per second as a fraction, for example 30000/1001." }),
    DurationInSeconds: z.number().nonnegative(),
    BitrateInKbps: z.int().nonnegative().nullable(),
    PixelFormat: z.string().nullable(),
    Rotation: z.int().meta({ description: "Degrees clockwise that were applied to the coded picture." }),
    Interlaced: z.boolean(),
  })
  .meta({ id: "VideoStream" });

/** One source audio stream; several mono tracks may make one stream. */
export const audioStreamSchema = z
  .strictObject({
    File: file,
    Tracks: z.array(track).min(1),
    Codec: z.string(),
    Channels: z.int().positive(),
    SampleRate: z.int().positive().nullable(),
    Language: language,
    Kind: z.enum(["Main", "Descriptive"]),
    DurationInSeconds: z.number().nonnegative(),
  })
  .meta({ id: "AudioStream" });

/** One source subtitle or caption stream: a side file, or a track of a file. */
export const textStreamSchema = z
  .strictObject({
    File: file,
    Track: track.nullable().meta({ description: "null for a side file." }),
    Codec: z.string().meta({ description: "webvtt, subrip, ..." }),
    Language: language,
  })
  .meta({ id: "TextStream" });

export type VideoStream = z.output<typeof videoStreamSchema>;
export type AudioStream = z.output<typeof audioStreamSchema>;
export type TextStream = z.output<typeof textStreamSchema>;
