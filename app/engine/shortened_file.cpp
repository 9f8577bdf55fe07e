// SPDX-License-Identifier: GPL-3.0-or-later
// What is said inside the signal of a lost page: composed in place and written by write() alone.
#include "app/engine/shortened_file.h"

#include "core/platform/mapped_file.h"

#include <atomic>
#include <cstddef>
#include <unistd.h>

namespace pareto::engine {

namespace {

bool g_json = false;
std::atomic_flag g_told;

class Sentence {
public:
  Sentence& add(const char* text) {
    while (*text && m_length < sizeof m_text)
      m_text[m_length++] = *text++;
    return *this;
  }
  /// A name: without what would break the line or the event.
  Sentence& name(const char* text) {
    for (; *text && m_length < sizeof m_text; ++text)
      m_text[m_length++] = *text == '"' || *text == '\\' || static_cast<unsigned char>(*text) < 0x20 ? '?' : *text;
    return *this;
  }
  void write(int stream) const {
    for (size_t done = 0; done < m_length;) {
      const ssize_t count = ::write(stream, m_text + done, m_length - done);
      if (count <= 0)
        return;
      done += static_cast<size_t>(count);
    }
  }

private:
  char m_text[1200];
  size_t m_length = 0;
};

void tell(const char* path) {
  if (g_told.test_and_set()) // another thread met the same end at the same time and is about to leave for all
    for (;;)
      ::pause();
  Sentence().add("paretoscope-engine: ").name(path).add(shortened_words()).add("\n").write(STDERR_FILENO);
  if (g_json)
    Sentence()
        .add("{\"event\":\"error\",\"code\":\"io\",\"where\":\"")
        .name(path)
        .add("\",\"message\":\"")
        .name(path)
        .add(shortened_words())
        .add("\"}\n")
        .write(STDOUT_FILENO);
  ::_exit(kShortenedExit);
}

} // namespace

void tell_of_shortened_files(bool json) {
  g_json = json;
  on_shortened_file(tell);
}

} // namespace pareto::engine
