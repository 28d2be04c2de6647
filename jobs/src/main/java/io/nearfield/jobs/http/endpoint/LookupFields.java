package io.nearfield.jobs.http.endpoint;

import java.util.List;
import java.util.Map;

/**
 * The fields of a lookup, as the OpenAPI document describes them. Exactly one of text, id, ids,
 * vector, bits, image and document is needed.
 *
 * @param text words
 * @param id an entity, which is left out of the answer
 * @param ids several entities
 * @param combine {@code mean} or {@code each}, with ids
 * @param vector of the index's dimension
 * @param bits packed, in base64
 * @param image a picture file in base64
 * @param document a document file in base64
 * @param mediaType of the document
 * @param k how many, 10 if not given
 * @param page from 0
 * @param pageSize how many a page has
 * @param radius operators and distances, such as {@code {"$lt": 0.5}}
 * @param order {@code nearest} or {@code farthest}
 * @param filter an expression, or an object of operators
 * @param within only these entities
 * @param view only what a saved view holds
 * @param nprobe how many cells to probe
 * @param rerank candidates per neighbour that are compared exactly
 * @param exact whether all entries are compared by their full vectors
 * @param attributes the names of those to tell
 */
record LookupFields(
    String text,
    String id,
    List<String> ids,
    String combine,
    List<Double> vector,
    String bits,
    String image,
    String document,
    String mediaType,
    Integer k,
    Integer page,
    Integer pageSize,
    Map<String, Double> radius,
    String order,
    Object filter,
    List<String> within,
    String view,
    Integer nprobe,
    Integer rerank,
    Boolean exact,
    List<String> attributes) {}
