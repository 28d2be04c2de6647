/**
 * Labelled boxes of pictures as other tools write them: COCO, Pascal VOC, YOLO. Readers give {@link
 * io.nearfield.connect.annotation.FoundBox}es, one after the other; where a box lies in its picture
 * is settled when the picture is known. Knows no engine and no file system.
 */
package io.nearfield.connect.annotation;
