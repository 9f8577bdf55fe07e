// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/help_page.h"

#include "ui/pages/list.h"
#include "ui/type_scale.h"
#include "ui/words/glossary.h"
#include "ui/words/labelled.h"
#include "ui/words/metric_words.h"

#include <QDialogButtonBox>
#include <QEvent>
#include <QVBoxLayout>

namespace pareto::ui {

namespace {

QString section(const QString& title, const QStringList& lines) {
  QString html = headingHtml(title) + QStringLiteral("<ul>");
  for (const QString& line : lines)
    html += QStringLiteral("<li>%1</li>").arg(line.toHtmlEscaped());
  return html + QStringLiteral("</ul>");
}

} // namespace

HelpPage::HelpPage(StudySession& session, QWidget* parent)
    : QDialog(parent), m_session(session), m_tabs(new QTabWidget(this)), m_text(new QTextBrowser) {
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
  auto* column = new QVBoxLayout(this);
  m_tabs->setObjectName(QStringLiteral("helpTabs"));
  m_tabs->addTab(m_text, {});
  m_tabs->addTab(new CoverageView, {});
  column->addWidget(m_tabs);
  column->addWidget(buttons);
  resize(1180, 680);
  retranslateUi();
}

void HelpPage::retranslateUi() {
  setWindowTitle(tr("Help"));
  m_text->setAccessibleName(tr("How to read the plots"));
  m_tabs->setTabText(0, tr("How to read the plots"));
  m_tabs->setTabText(1, tr("What is here of the survey"));
  m_tabs->setAccessibleName(windowTitle());
  QStringList charts;
  for (const PageEntry& page : pages())
    charts << page.help();
  const QStringList marks{
      tr("Shape = architecture, colour = family, the same in every chart, tree and table."),
      tr("Filled: measured here. Hollow: interpolated between measured points, or a quality at a length it was not "
         "tested at. Cross-hatched: imported. Dotted outline: modelled, with its band, outside the measured range."),
      tr("Broken outline without fill: other programs were busy meanwhile (DISTURBED), or the value contradicts what "
         "must "
         "hold (SUSPECT). Such values are in no order and no sentence, and are measured again."),
      tr("“published” at an axis: whose values they are, its tooltip says, with paper and table."),
      tr("Where the devices of one model are compared, each device has a shape, a colour and a dash of its own. A "
         "software device runs on the CPU: its times are no GPU's."),
      tr("Grey: fails a limit; what is not known fails none. PREVIEW: one quick round, without intervals; later rounds "
         "replace it. MODELLED: nothing of it was measured.")};
  const QStringList use{
      tr("Drag the sliders: at more simultaneous requests and longer contexts the order changes."),
      tr("Click a mark to select its architecture everywhere; wheel or drag zooms, a double-click goes back."),
      tr("Limits on the right grey out what fails them; the frontier is drawn through what is left."),
      tr("Drop a config.json, a checkpoint folder or a blueprint anywhere on the window to compare your own model; "
         "only models of the baseline's size are compared.")};
  QStringList words;
  for (const Term& term : glossary())
    words << labelled(wordOf(term), meaningOf(term));
  QString html = section(tr("The plots"), charts) + section(tr("The marks"), marks) +
                 section(tr("What you can do"), use) + section(tr("The words"), words);
  html += headingHtml(tr("The metrics")) + QStringLiteral("<dl>");
  for (const MetricRow& row : metric_table()) {
    if (row.kind == MetricKind::Quality) // its tests are explained where they are chosen
      continue;
    const AxisChoice axis{row.metric, {}};
    html += QStringLiteral("<dt><b>%1</b></dt><dd>%2</dd>")
                .arg(metricTitle(m_session.results().evidence(), axis).toHtmlEscaped(),
                     metricDefinition(m_session.results().evidence(), axis).toHtmlEscaped());
  }
  m_text->setHtml(html + QStringLiteral("</dl>"));
}

void HelpPage::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange)
    retranslateUi();
  QDialog::changeEvent(event);
}

} // namespace pareto::ui
