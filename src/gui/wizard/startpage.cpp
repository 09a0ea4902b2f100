// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/wizard/startpage.h"

#include "keepalived/confreader.h"
#include "keepalived/importer.h"
#include "wizard/ui_startform.h"

#include <QFileDialog>
#include <algorithm>
#include <utility>

namespace tandem::gui {

namespace {

using keepalived::ImportRemark;

QString sentence(const std::string &place, const std::string &text, const std::string &fix)
{
    const QString what =
        place.empty() ? QString::fromStdString(text)
                      : QStringLiteral("%1: %2").arg(QString::fromStdString(place), QString::fromStdString(text));
    return fix.empty() ? what : StartPage::tr("%1; %2").arg(what, QString::fromStdString(fix));
}

/// Passwords leave the cluster for files of their own.
std::map<std::string, std::string> takeSecrets(config::Cluster &cluster)
{
    std::map<std::string, std::string> secrets;
    for (auto &instance : cluster.instances) {
        if (instance.password.empty())
            continue;
        instance.passwordFile = instance.name + ".auth_pass";
        secrets[instance.passwordFile] = std::exchange(instance.password, {});
    }
    return secrets;
}

} // namespace

StartPage::StartPage(ClusterDraft &draft, QWidget *parent)
    : DraftPage(draft, std::nullopt, parent), m_ui(std::make_unique<Ui::StartForm>())
{
    setTitle(tr("Set up a cluster"));
    setSubTitle(tr("Everything about a cluster stands in one file, which is the same on every host. This makes it."));
    auto *form = new QWidget;
    m_ui->setupUi(form);
    connect(m_ui->fromNothing, &QRadioButton::toggled, this, &StartPage::choose);
    connect(m_ui->fromFiles, &QRadioButton::toggled, m_ui->filesBox, &QWidget::setEnabled);
    connect(m_ui->add, &QPushButton::clicked, this, &StartPage::askForFiles);
    connect(m_ui->remove, &QPushButton::clicked, this, &StartPage::removeFile);
    connect(m_ui->files, &QListWidget::currentRowChanged, this,
            [this](int row) { m_ui->remove->setEnabled(row >= 0); });
    m_ui->filesBox->setEnabled(false);
    m_ui->remove->setEnabled(false);
    setForm(form);
}

StartPage::~StartPage() = default;

void StartPage::askForFiles()
{
    auto *dialog = new QFileDialog(this, tr("Keepalived's configurations, one of each host"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters({tr("Configurations (*.conf)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::filesSelected, this, &StartPage::addFiles);
    dialog->open();
}

void StartPage::addFiles(const QStringList &files)
{
    m_ui->fromFiles->setChecked(true);
    for (const QString &file : files) {
        if (m_files.contains(file))
            continue;
        m_files << file;
        m_ui->files->addItem(file);
    }
    import();
}

void StartPage::removeFile()
{
    const int row = m_ui->files->currentRow();
    if (row < 0)
        return;
    delete m_ui->files->takeItem(row);
    m_files.removeAt(row);
    import();
}

void StartPage::choose()
{
    if (m_ui->fromNothing->isChecked()) {
        m_refused.clear();
        draft().replace(ClusterDraft::fresh(), {});
    } else
        import();
}

void StartPage::import()
{
    m_refused.clear();
    m_ui->remarks->clear();
    std::vector<keepalived::Conf> confs;
    for (const QString &file : std::as_const(m_files)) {
        auto conf = keepalived::readConfFile(file.toStdString(), {});
        if (!conf) {
            m_refused << sentence(conf.error().place, conf.error().text, conf.error().fix);
            continue;
        }
        for (const auto &remark : conf->remarks)
            if (remark.kind == keepalived::RemarkKind::Refused)
                m_refused << sentence(conf->placeText(remark.at), remark.text, remark.fix);
        confs.push_back(std::move(*conf));
    }
    if (!m_refused.isEmpty() || confs.empty())
        return refresh();
    const auto names = keepalived::nodeNames(confs);
    std::vector<keepalived::ImportedNode> nodes;
    for (std::size_t i = 0; i < confs.size(); ++i)
        nodes.push_back({names[i], std::move(confs[i]), std::nullopt});
    auto imported = keepalived::importSite(std::move(nodes), draft().cluster().name);
    // What somebody has to do something about stands first.
    std::ranges::stable_partition(imported.remarks, [](const ImportRemark &each) { return isError(each.kind); });
    QStringList lines;
    for (const ImportRemark &remark : imported.remarks)
        lines << sentence(remark.place, remark.text, remark.fix);
    m_ui->remarks->setPlainText(lines.isEmpty() ? tr("Every directive is carried over.")
                                                : lines.join(QLatin1Char('\n')));
    auto secrets = takeSecrets(imported.cluster);
    draft().replace(std::move(imported.cluster), std::move(secrets));
    refresh();
}

QStringList StartPage::fieldTroubles() const
{
    if (m_ui->fromNothing->isChecked())
        return {};
    if (m_files.isEmpty())
        return {tr("Add the keepalived.conf of each host")};
    return m_refused;
}

} // namespace tandem::gui
