// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>
#include <QList>
#include <QPointF>
#include <QRegularExpression>
#include <QStringList>
#include <QXmlStreamReader>
#include <QtEndian>

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
        return attributes.hasAttribute(QLatin1String(name)) ? attributes.value(QLatin1String(name)).toString()
                                                            : inherited;
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

struct PngContent {
  quint32 width = 0, height = 0;
  QByteArrayList chunks;
  bool valid = false; ///< signature, whole chunks with right checksums, IHDR first and IEND last
};

/// CRC-32 of PNG, bit by bit.
inline quint32 pngChecksum(const QByteArray& bytes) {
  quint32 crc = 0xFFFFFFFFu;
  for (const char c : bytes) {
    crc ^= static_cast<quint8>(c);
    for (int bit = 0; bit < 8; ++bit)
      crc = (crc >> 1) ^ ((crc & 1) ? 0xEDB88320u : 0);
  }
  return ~crc;
}

inline PngContent parsePng(const QByteArray& png) {
  PngContent content;
  const auto number = [&](qsizetype at) { return qFromBigEndian<quint32>(png.constData() + at); };
  if (!png.startsWith("\x89PNG\r\n\x1a\n"))
    return content;
  for (qsizetype at = 8; at + 12 <= png.size();) {
    const auto length = static_cast<qsizetype>(number(at));
    if (length > png.size() - at - 12 || pngChecksum(png.mid(at + 4, length + 4)) != number(at + 8 + length))
      return content;
    content.chunks << png.mid(at + 4, 4);
    if (content.chunks.size() == 1 && length == 13) {
      content.width = number(at + 8);
      content.height = number(at + 12);
    }
    at += length + 12;
    if (content.chunks.last() == "IEND")
      content.valid = at == png.size() && content.chunks.first() == "IHDR" && content.chunks.contains("IDAT");
  }
  return content;
}

struct PdfContent {
  int objects = 0, pages = 0;
  bool embedsFonts = false, valid = false; ///< valid: each entry of the cross-reference table points at its object
};

inline PdfContent parsePdf(const QByteArray& pdf) {
  PdfContent content;
  const qsizetype said = pdf.lastIndexOf("startxref");
  qsizetype at = said < 0 ? -1 : pdf.mid(said + 9).trimmed().split('\n').first().trimmed().toLongLong();
  if (!pdf.startsWith("%PDF-1.") || at <= 0 || pdf.mid(at, 4) != "xref")
    return content;
  const QList<QByteArray> lines = pdf.mid(at, said - at).split('\n');
  const int count = lines.value(1).trimmed().split(' ').value(1).toInt();
  content.valid = count > 1;
  for (int i = 1; i < count; ++i) { // "0000000015 00000 n", in the order of the objects
    const QByteArray entry = lines.value(2 + i).trimmed();
    if (!entry.endsWith('n'))
      continue;
    ++content.objects;
    content.valid =
        content.valid && pdf.mid(entry.left(10).toLongLong(), 24).startsWith(QByteArray::number(i) + " 0 obj");
  }
  content.pages = static_cast<int>(pdf.count("/Type /Page\n") + pdf.count("/Type /Page "));
  content.embedsFonts = pdf.contains("/FontFile");
  return content;
}

} // namespace pareto::ui
