// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/language.h"

#include <QApplication>
#include <QFont>
#include <QFontDatabase>
#include <QFontInfo>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

namespace pareto::ui {

namespace {

QString& current() {
  static QString id = QStringLiteral("en");
  return id;
}

/// Installed for the life of the program; loading another file replaces their content.
QTranslator* translator(int which) {
  static QTranslator* const all[] = {new QTranslator(QCoreApplication::instance()),
                                     new QTranslator(QCoreApplication::instance())};
  return all[which];
}

/// Japanese with one face throughout: left to substitution, the figures after a Japanese word change face, and Chinese
/// forms of characters appear where the system's language is another one.
void setFontFor(const QString& id) {
  if (!qobject_cast<QApplication*>(QCoreApplication::instance()))
    return;
  static const QFont standard = QApplication::font();
  QFont font = standard;
  const bool lacking = !QFontDatabase::writingSystems(QFontInfo(standard).family()).contains(QFontDatabase::Japanese);
  if (id == QStringLiteral("ja") && lacking)
    for (const QString& family : {QStringLiteral("Noto Sans CJK JP"), QStringLiteral("Noto Sans JP"),
                                  QStringLiteral("Source Han Sans JP"), QStringLiteral("IPAPGothic")})
      if (QFontDatabase::hasFamily(family)) {
        font.setFamilies({family, QFontInfo(standard).family()});
        break;
      }
  if (font != QApplication::font())
    QApplication::setFont(font);
}

} // namespace

const QList<Language>& languages() {
  static const QList<Language> all{{QStringLiteral("en"), QStringLiteral("English")},
                                   {QStringLiteral("ja"), QStringLiteral("日本語")}};
  return all;
}

QString setLanguage(const QString& wanted) {
  QString id = QStringLiteral("en");
  const QString asked = wanted.isEmpty() ? QLocale::system().name().section(QLatin1Char('_'), 0, 0) : wanted;
  for (const Language& language : languages())
    if (language.id == asked)
      id = asked;
  current() = id;
  QLocale::setDefault(id == QStringLiteral("ja") ? QLocale(QLocale::Japanese, QLocale::Japan)
                                                 : QLocale(QLocale::English, QLocale::UnitedStates));
  setFontFor(id);
  QTranslator *qt = translator(0), *own = translator(1);
  QCoreApplication::removeTranslator(qt);
  QCoreApplication::removeTranslator(own);
  if (id != QStringLiteral("en") &&
      qt->load(QStringLiteral("qtbase_") + id, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
    QCoreApplication::installTranslator(qt);
  if (own->load(QStringLiteral(":/i18n/paretoscope_") + id + QStringLiteral(".qm"))) // English holds the plural forms
    QCoreApplication::installTranslator(own);
  return id;
}

QString currentLanguage() { return current(); }

} // namespace pareto::ui
