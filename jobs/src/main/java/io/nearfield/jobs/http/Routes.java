package io.nearfield.jobs.http;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** All routes, and which of them an address means. Immutable. */
public final class Routes {

  private final List<Route> all;
  private final Map<Route, String[]> segments = new LinkedHashMap<>();

  /**
   * @throws IllegalArgumentException if two have one address and method, or one id
   */
  public Routes(List<Route> all) {
    this.all = List.copyOf(all);
    Set<String> seen = new HashSet<>();
    for (Route route : this.all) {
      String key = route.method() + " " + route.template().replaceAll("\\{[^}]*}", "{}");
      if (!seen.add(key) || !seen.add(route.doc().id())) {
        throw new IllegalArgumentException(
            "Cannot serve two routes as " + key + " or " + route.doc().id());
      }
      segments.put(route, route.template().substring(1).split("/", -1));
    }
  }

  public List<Route> all() {
    return all;
  }

  /** A route and what its braces stand for. */
  record Match(Route route, Map<String, String> path) {}

  /**
   * The route of an address; null if there is none at all.
   *
   * @throws HttpProblem 405 with what is allowed if there are some of other methods
   */
  Match find(String method, List<String> path) {
    String wanted = method.equals("HEAD") ? "GET" : method;
    Set<String> allowed = new TreeSet<>();
    Match best = null;
    for (Map.Entry<Route, String[]> candidate : segments.entrySet()) {
      Map<String, String> values = match(candidate.getValue(), path);
      if (values == null) {
        continue;
      }
      Route route = candidate.getKey();
      allowed.add(route.method());
      if (route.method().equals(wanted) && (best == null || values.size() < best.path().size())) {
        best = new Match(route, values); // the more literal one
      }
    }
    if (best == null && !allowed.isEmpty()) {
      throw new HttpProblem(
          405,
          "method_not_allowed",
          "Cannot " + Address.clean(method) + " here; allowed are " + String.join(", ", allowed),
          null);
    }
    return best;
  }

  private static Map<String, String> match(String[] template, List<String> path) {
    if (template.length != path.size() && !(path.isEmpty() && template[0].isEmpty())) {
      return null;
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < path.size(); i++) {
      if (template[i].startsWith("{")) {
        int end = template[i].indexOf('}');
        String suffix = template[i].substring(end + 1);
        String value = path.get(i);
        if (!value.endsWith(suffix) || value.length() <= suffix.length()) {
          return null;
        }
        values.put(
            template[i].substring(1, end), value.substring(0, value.length() - suffix.length()));
      } else if (!template[i].equals(path.get(i))) {
        return null;
      }
    }
    return values;
  }

  /** Every method that an address takes. */
  List<String> methods(List<String> path) {
    List<String> methods = new ArrayList<>();
    segments.forEach(
        (route, template) -> {
          if (match(template, path) != null) {
            methods.add(route.method());
          }
        });
    return methods;
  }
}
