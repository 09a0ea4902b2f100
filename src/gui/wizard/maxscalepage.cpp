// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/wizard/maxscalepage.h"

#include "wizard/ui_maxscaleform.h"

#include <algorithm>

namespace tandem::gui {

namespace {

constexpr auto checkName = "maxscale";
constexpr auto readerFile = "maxscale.password";
constexpr auto writerFile = "maxscale.admin_password";

QStringList wordsOf(const QString &text)
{
    QStringList words;
    for (const QString &part : text.split(QLatin1Char(','), Qt::SkipEmptyParts))
        if (!part.trimmed().isEmpty())
            words << part.trimmed();
    return words;
}

/// 0: none.
std::uint16_t portOf(const QString &word)
{
    bool isNumber = false;
    const uint port = word.toUInt(&isNumber);
    return isNumber && port <= 65535 ? static_cast<std::uint16_t>(port) : std::uint16_t{};
}

/// MaxScale is checked by each instance, or by none.
void setChecked(config::Cluster &cluster, bool on)
{
    const auto isIt = [](const config::Check &check) { return check.kind == config::CheckKind::MaxScale; };
    if (on) {
        if (std::ranges::none_of(cluster.checks, isIt)) {
            config::Check check;
            check.name = checkName;
            cluster.checks.push_back(check);
            for (auto &instance : cluster.instances)
                instance.tracks.emplace_back(checkName);
        }
        return;
    }
    for (const auto &check : cluster.checks)
        if (isIt(check))
            for (auto &instance : cluster.instances)
                std::erase(instance.tracks, check.name);
    std::erase_if(cluster.checks, isIt);
}

QString secretOf(const ClusterDraft &draft, const std::string &file)
{
    const auto found = draft.secrets().find(file);
    return found == draft.secrets().end() ? QString() : QString::fromStdString(found->second);
}

} // namespace

MaxScalePage::MaxScalePage(ClusterDraft &draft, QWidget *parent)
    : DraftPage(draft, DraftPart::MaxScale, parent), m_ui(std::make_unique<Ui::MaxScaleForm>())
{
    setTitle(tr("MaxScale"));
    setSubTitle(tr("How each host asks its own MaxScale whether it is well. Passwords go to files of their own."));
    auto *form = new QWidget;
    m_ui->setupUi(form);
    for (auto *field : {m_ui->url, m_ui->listeners, m_ui->servers})
        connect(field, &QLineEdit::textEdited, this, &MaxScalePage::write);
    for (auto *field : {m_ui->user, m_ui->password, m_ui->adminUser, m_ui->adminPassword})
        connect(field, &QLineEdit::textEdited, this, &MaxScalePage::writeAccounts);
    for (auto *choice : {m_ui->cooperative, m_ui->passive, m_ui->none})
        connect(choice, &QRadioButton::toggled, this, &MaxScalePage::write);
    connect(m_ui->asked, &QCheckBox::toggled, this, &MaxScalePage::write);
    connect(m_ui->asked, &QCheckBox::toggled, m_ui->fields, &QWidget::setEnabled);
    showDraft();
    setForm(form);
}

MaxScalePage::~MaxScalePage() = default;

void MaxScalePage::showDraft()
{
    m_showing = true;
    const auto &given = draft().cluster().maxscale;
    const config::MaxScale maxscale = given.value_or(config::MaxScale());
    m_ui->asked->setChecked(given.has_value());
    m_ui->fields->setEnabled(given.has_value());
    m_ui->url->setText(QString::fromStdString(maxscale.url));
    m_ui->user->setText(QString::fromStdString(maxscale.user));
    m_ui->password->setText(secretOf(draft(), maxscale.passwordFile));
    m_ui->adminUser->setText(QString::fromStdString(maxscale.adminUser));
    m_ui->adminPassword->setText(secretOf(draft(), maxscale.adminPasswordFile));
    QStringList listeners;
    for (const auto port : maxscale.listeners)
        listeners << QString::number(port);
    m_ui->listeners->setText(listeners.join(QStringLiteral(", ")));
    QStringList servers;
    for (const auto &server : maxscale.servers)
        servers << QString::fromStdString(server);
    m_ui->servers->setText(servers.join(QStringLiteral(", ")));
    m_ui->none->setChecked(maxscale.mode == config::Mode::None);
    m_ui->passive->setChecked(maxscale.mode == config::Mode::Passive);
    m_ui->cooperative->setChecked(maxscale.mode == config::Mode::Cooperative);
    m_showing = false;
}

std::vector<std::uint16_t> MaxScalePage::ports() const
{
    std::vector<std::uint16_t> found;
    for (const QString &word : wordsOf(m_ui->listeners->text()))
        if (const auto port = portOf(word); port != 0)
            found.push_back(port);
    return found;
}

void MaxScalePage::write()
{
    if (m_showing)
        return;
    draft().edit([this](config::Cluster &cluster) {
        setChecked(cluster, m_ui->asked->isChecked());
        if (!m_ui->asked->isChecked()) {
            cluster.maxscale.reset();
            return;
        }
        auto maxscale = cluster.maxscale.value_or(config::MaxScale());
        maxscale.url = m_ui->url->text().trimmed().toStdString();
        maxscale.listeners = ports();
        maxscale.servers.clear();
        for (const QString &server : wordsOf(m_ui->servers->text()))
            maxscale.servers.push_back(server.toStdString());
        maxscale.mode = m_ui->cooperative->isChecked() ? config::Mode::Cooperative
                        : m_ui->passive->isChecked()   ? config::Mode::Passive
                                                       : config::Mode::None;
        cluster.maxscale = std::move(maxscale);
    });
    if (m_ui->asked->isChecked())
        writeAccounts();
}

void MaxScalePage::writeAccounts()
{
    if (m_showing || !m_ui->asked->isChecked())
        return;
    draft().setSecret(readerFile, m_ui->password->text().toStdString());
    draft().setSecret(writerFile, m_ui->adminPassword->text().toStdString());
    draft().edit([this](config::Cluster &cluster) {
        auto &maxscale = *cluster.maxscale;
        maxscale.user = m_ui->user->text().trimmed().toStdString();
        maxscale.adminUser = m_ui->adminUser->text().trimmed().toStdString();
        maxscale.passwordFile = m_ui->password->text().isEmpty() ? "" : readerFile;
        maxscale.adminPasswordFile = m_ui->adminPassword->text().isEmpty() ? "" : writerFile;
    });
}

QStringList MaxScalePage::fieldTroubles() const
{
    QStringList all;
    if (!m_ui->asked->isChecked())
        return all;
    for (const QString &word : wordsOf(m_ui->listeners->text()))
        if (portOf(word) == 0)
            all << tr("\"%1\" is no port; write it as 4006").arg(word);
    return all;
}

} // namespace tandem::gui
