// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/words/voice.h"

#include <cmath>
#include <cstdio>

namespace pareto {

namespace {

/// In one pass: what is filled in is not searched for places.
std::string filled(const std::string& text, std::initializer_list<std::string> places, int n) {
  std::string all;
  for (size_t i = 0; i < text.size(); ++i) {
    const char next = text[i] == '%' && i + 1 < text.size() ? text[i + 1] : '\0';
    if (next >= '1' && next <= '9' && static_cast<size_t>(next - '1') < places.size())
      all += places.begin()[next - '1'], ++i;
    else if (next == 'n' && n >= 0)
      all += std::to_string(n), ++i;
    else
      all += text[i];
  }
  return all;
}

} // namespace

std::string joined(const std::vector<std::string>& parts, const std::string& between) {
  std::string text;
  for (const std::string& part : parts)
    text += (text.empty() ? "" : between) + part;
  return text;
}

std::string Voice::say(const Wording& wording, std::initializer_list<std::string> places, int n) const {
  return wording ? filled(text(wording, n), places, n) : std::string();
}

std::string Voice::list(const std::vector<std::string>& items) const {
  return joined(items, say(PARETO_SAY("Texts", ", ")));
}

std::string Voice::series(const std::vector<std::string>& items) const {
  return joined(items, say(PARETO_SAY("Texts", "; ")));
}

std::string Voice::text(const Wording& wording, int n) const {
  return n == 1 && wording.one != nullptr ? wording.one : wording.text;
}

std::string Voice::digits(double value, int decimals) const {
  char text[400];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  std::string all = text;
  const size_t point = all.find('.'), first = all[0] == '-' ? 1 : 0;
  for (size_t at = point == std::string::npos ? all.size() : point; at > first + 3;)
    all.insert(at -= 3, 1, ',');
  return all;
}

std::string Voice::powers(double value) const {
  char text[40];
  std::snprintf(text, sizeof text, "%.3G", value);
  return text;
}

std::string Voice::day(const std::string& utc) const { return utc; }

} // namespace pareto
