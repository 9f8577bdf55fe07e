// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace pareto::ui {

struct Language {
  QString id;   ///< "en", "ja"
  QString name; ///< in itself
};
const QList<Language>& languages();

/// Installs the translations of this program and of Qt, and the number format; every widget then gets LanguageChange.
/// An unknown id means the system's language, English where there is no translation. Returns the id in use.
QString setLanguage(const QString& id);
QString currentLanguage();

} // namespace pareto::ui
