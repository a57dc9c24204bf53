/** Lanes that have something to deliver and may do so. */
export const OWING = "state = 'pending' AND last_sequence > delivered_sequence";

/** The settings of a lane's publisher without secrets, as the description has them or the last redrive that brought some. */
export const PUBLISHER = "coalesce(own_publisher, description -> 'MessagePublishers' -> publisher_index::integer)";
