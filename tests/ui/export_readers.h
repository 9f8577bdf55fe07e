// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QPointF>
#include <QRegularExpression>
#include <QStringList>
#include <QXmlStreamReader>

// Readers of exported files that share no code with their writers.

namespace pareto::ui {

/// All coordinates of a path's d attribute.
inline QList<QPointF> vertices(const QString& d) {
  static const QRegularExpression pair(QStringLiteral("(-?[0-9.]+(?:e[-+]?[0-9]+)?),(-?[0-9.]+(?:e[-+]?[0-9]+)?)"));
  QList<QPointF> result;
  for (auto it = pair.globalMatch(d); it.hasNext();) {
    const QRegularExpressionMatch match = it.next();
    result << QPointF(match.captured(1).toDouble(), match.captured(2).toDouble());
  }
  return result;
}

struct SvgPath {
  QString stroke;
  QString fill;
  QList<QPointF> points;
};

struct SvgContent {
  QList<SvgPath> paths;
  QStringList texts;
  QStringList families;
  QString title;
  QString viewBox, width;
  int clips = 0, images = 0;
  bool valid = false;
};

inline SvgContent parseSvg(const QByteArray& svg) {
  SvgContent content;
  QXmlStreamReader xml(svg);
  QStringList strokes{QString()}, fills{QString()};
  while (!xml.atEnd()) {
    xml.readNext();
    if (xml.isStartElement()) {
      const auto attributes = xml.attributes();
      const auto own = [&](const char* name, const QString& inherited) {
        return attributes.hasAttribute(QLatin1String(name)) ? attributes.value(QLatin1String(name)).toString() : inherited;
      };
      strokes << own("stroke", strokes.last());
      fills << own("fill", fills.last());
      const auto name = xml.name();
      if (name == QLatin1String("svg")) {
        content.viewBox = own("viewBox", {});
        content.width = own("width", {});
      } else if (name == QLatin1String("path")) {
        content.paths << SvgPath{strokes.last(), fills.last(), vertices(own("d", {}))};
      } else if (name == QLatin1String("text")) {
        content.families << own("font-family", {});
        content.texts << xml.readElementText();
        strokes.removeLast();
        fills.removeLast();
      } else if (name == QLatin1String("title")) {
        content.title = xml.readElementText();
        strokes.removeLast();
        fills.removeLast();
      } else if (name == QLatin1String("clipPath")) {
        ++content.clips;
      } else if (name == QLatin1String("image")) {
        ++content.images;
      }
    } else if (xml.isEndElement()) {
      strokes.removeLast();
      fills.removeLast();
    }
  }
  content.valid = !xml.hasError();
  return content;
}

/// A reader of RFC 4180 of its own; lines of comments apart.
inline QList<QStringList> parseCsv(const QByteArray& csv, QStringList& comments) {
  QString text = QString::fromUtf8(csv);
  while (text.startsWith(QLatin1Char('#'))) {
    const qsizetype end = text.indexOf(QStringLiteral("\r\n"));
    comments << text.left(end);
    text.remove(0, end + 2);
  }
  QList<QStringList> rows;
  QStringList row;
  QString cell;
  bool quoted = false;
  for (qsizetype i = 0; i < text.size(); ++i) {
    const QChar c = text[i];
    if (quoted && c == QLatin1Char('"') && i + 1 < text.size() && text[i + 1] == c) {
      cell += c;
      ++i;
    } else if (c == QLatin1Char('"')) {
      quoted = !quoted;
    } else if (!quoted && c == QLatin1Char(',')) {
      row << cell;
      cell.clear();
    } else if (!quoted && c == QLatin1Char('\r')) {
      row << cell;
      rows << row;
      row.clear();
      cell.clear();
      ++i; // the line feed
    } else {
      cell += c;
    }
  }
  return rows;
}

} // namespace pareto::ui
