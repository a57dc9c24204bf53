export { ffmpegArguments, type FfmpegCommand, type FfmpegInput, type FfmpegOutput } from "./encoding/ffmpeg-command.ts";
export { INPUT_LIMITS } from "./encoding/input-limits.ts";
export { measuringCommand } from "./encoding/measuring-command.ts";
export { encodingCommand, encodingPlanOf, planEncoding } from "./encoding/plan-encoding.ts";
export { planRenditions, WORK_FOLDER } from "./encoding/plan-renditions.ts";
export { planText, type TextStep } from "./encoding/plan-text.ts";
export { countCues } from "./encoding/count-cues.ts";
export type { AudioRendition, Renditions, TextRendition, VideoRendition } from "./encoding/renditions.ts";
export type { PackagerCommand } from "./packaging/packager-command.ts";
export { manifestNames, PACKAGE_FOLDER, planPackaging } from "./packaging/plan-packaging.ts";
export { protectionOf } from "./packaging/protection.ts";
export { readMpd, type MpdRepresentation, type ListedSegment } from "./packaging/read-mpd.ts";
export { addTextToBandwidth, measureText, readMediaPlaylist, type TextBandwidth } from "./packaging/text-bandwidth.ts";
export { withWholeLength } from "./packaging/whole-length.ts";
export { measureBitrate, type MeasuredBitrate, type MeasuredSegment } from "./packaging/measure.ts";
export { describeRepresentations, type MeasuredRendition } from "./packaging/describe-representations.ts";
export { DECODED_IMAGES_FOLDER, decodedPicture, DECODED_THUMBNAILS } from "./images/image-branch.ts";
export { pictureCommand, PICTURES_FOLDER, planPictures, type Picture } from "./images/plan-pictures.ts";
export {
  planThumbnails,
  sheetName,
  sheetsCommand,
  THUMBNAILS_FOLDER,
  type ThumbnailGrid,
} from "./images/plan-thumbnails.ts";
export { THUMBNAIL_INDEX, thumbnailIndex } from "./images/thumbnail-index.ts";
export { addThumbnailsToHls, addThumbnailsToMpd, IMAGE_PLAYLIST, imagePlaylist } from "./images/thumbnail-manifests.ts";
export { fileRoles } from "./mapping/file-roles.ts";
export type { FileRole } from "./mapping/file-role.ts";
export { doubtedSounds, withMeasuredSounds, type MeasuredSound, type Sound } from "./lengths/doubted-sounds.ts";
export { mapMedia, type MappedMedia } from "./mapping/map-media.ts";
export { withDecodableCodecs } from "./probe/decodable.ts";
export type { DeliveredFile } from "./probe/delivered-file.ts";
export { holdsMediaData, inspectIsoMedia, type IsoMediaFindings, type ReadAt } from "./probe/iso-media.ts";
export type { MediaFile } from "./probe/media-file.ts";
export { readMediaFile, unreadable } from "./probe/read-media-file.ts";
export { detectTextFormat, type TextFormat } from "./probe/text-format.ts";
