// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/voice.h"

#include "ui/words/core_text.h"
#include "ui/words/format.h"

#include <QCoreApplication>

namespace pareto::ui {

std::string WindowVoice::text(const Wording& wording, int n) const {
  const QString said = QCoreApplication::translate(wording.context, wording.text, wording.comment, n);
  const QString untranslated = QString::fromUtf8(wording.text).replace(QStringLiteral("%n"), QString::number(n));
  return said == untranslated ? Voice::text(wording, n) : said.toStdString(); // English has plural forms of its own
}

std::string WindowVoice::digits(double value, int decimals) const {
  return m_locale.toString(value, 'f', decimals).toStdString();
}

std::string WindowVoice::powers(double value) const { return m_locale.toString(value, 'g', 3).toStdString(); }

std::string WindowVoice::day(const std::string& utc) const { return localDay(utc).toStdString(); }

std::string FileVoice::day(const std::string& utc) const {
  return localDay(utc).isEmpty() ? std::string() : utc.substr(0, std::string_view("2026-11-29").size());
}

QString shown(const std::string& text) { return withoutStraySpaces(QString::fromStdString(text)); }

} // namespace pareto::ui
