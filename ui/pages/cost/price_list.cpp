// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/cost/price_list.h"

#include "core/decide/words/cost_words.h"
#include "core/formats/strict_json.h"
#include "ui/words/voice.h"

#include <QCoreApplication>
#include <QDate>
#include <QFile>
#include <QLocale>

namespace pareto::ui {

namespace {

struct PriceListTexts {
  Q_DECLARE_TR_FUNCTIONS(PriceList)
};

PriceBook readList() {
  QFile file(QStringLiteral(":/prices/prices.json"));
  if (!file.open(QIODevice::ReadOnly))
    return {};
  const QByteArray text = file.readAll();
  const auto document = parse_strict_json({text.constData(), static_cast<size_t>(text.size())}, "prices.json");
  const auto book = document ? PriceBook::parse(*document, "prices.json") : Result<PriceBook>(document.error());
  return book ? *book : PriceBook();
}

QString valueText(const Offer& offer) {
  const WindowVoice voice;
  switch (offer.kind) {
  case Offer::Kind::Pue: return QLocale().toString(offer.value);
  case Offer::Kind::ApiTokens:
    return PriceListTexts::tr("%1 in, %2 out")
        .arg(shown(money_text(voice, offer.value, offer.currency)),
             shown(money_text(voice, offer.output, offer.currency)));
  case Offer::Kind::MachineHour:
  case Offer::Kind::Electricity: break;
  }
  return shown(money_text(voice, offer.value, offer.currency));
}

} // namespace

const PriceBook& priceList() {
  static const PriceBook list = readList();
  return list;
}

QString offerText(const Offer& offer, const std::string& today) {
  const QString name = QString::fromStdString(offer.provider.empty() ? offer.what : offer.what + ", " + offer.provider);
  QStringList parts{PriceListTexts::tr("%1: %2").arg(name, valueText(offer))};
  if (!offer.note.empty())
    parts << QString::fromStdString(offer.note);
  parts << (offer.date.empty() ? PriceListTexts::tr("without a day") : QString::fromStdString(offer.date));
  if (is_old(offer.date, today))
    parts << PriceListTexts::tr("old");
  return parts.join(QStringLiteral(" · "));
}

} // namespace pareto::ui
