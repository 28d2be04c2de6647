package io.nearfield.connect.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.filter.Filter;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The filter of a lookup is a string or an object; either reads back as the same filter. */
class LookupFilterTest {

  private static Lookup read(String json) throws JsonProcessingException {
    return LookupJson.read((ObjectNode) new ObjectMapper().readTree(json), "lookup");
  }

  @Test
  void operatorsMayStandThereAsAnObject() throws JsonProcessingException {
    Lookup lookup = read("{\"id\": \"p1\", \"filter\": {\"price\": {\"$lt\": 20}}}");
    assertThat(lookup.scope().filter()).isEqualTo("{\"price\":{\"$lt\":20}}");
    Filter filter = Filter.parse(lookup.scope().filter(), Map.of("price", AttributeType.DOUBLE));
    assertThat(filter.test(Map.of("price", 19.0))).isTrue();
    ObjectNode written = new ObjectMapper().createObjectNode();
    LookupJson.write(written, lookup);
    assertThat(read(written.toString())).isEqualTo(lookup);
  }

  @Test
  void anythingElseIsRefused() throws JsonProcessingException {
    assertThat(read("{\"id\": \"p1\", \"filter\": \"price < 20\"}").scope().filter())
        .isEqualTo("price < 20");
    assertThat(read("{\"id\": \"p1\", \"filter\": null}").scope().filter()).isNull();
    assertThatThrownBy(() -> read("{\"id\": \"p1\", \"filter\": [1]}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("filter");
  }
}
