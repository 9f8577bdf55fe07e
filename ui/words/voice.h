// SPDX-License-Identifier: GPL-3.0-or-later
// The person's language: what core says in English, translated, with numbers and days as people write them there.
#pragma once

#include "core/decide/words/voice.h"

#include <QLocale>
#include <QString>

namespace pareto::ui {

class WindowVoice : public Voice {
public:
  explicit WindowVoice(Reader reader = Reader::Window, const QLocale& locale = QLocale())
      : Voice(reader), m_locale(locale) {}

  std::string digits(double value, int decimals) const override;
  std::string powers(double value) const override;
  std::string day(const std::string& utc) const override;

protected:
  std::string text(const Wording& wording, int n) const override;

private:
  QLocale m_locale;
};

/// What goes into a file, and so to other countries: its dates are ISO ones, of UTC.
class FileVoice : public WindowVoice {
public:
  using WindowVoice::WindowVoice;
  std::string day(const std::string& utc) const override;
};

/// While a study is being measured nobody is told to press Run.
inline Reader readerOf(bool running) { return running ? Reader::Running : Reader::Window; }

QString shown(const std::string& text);

} // namespace pareto::ui
