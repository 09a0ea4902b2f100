// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject> // first: moc does not understand <compare>, which the others bring

#include "base/result.h"
#include "config/cluster.h"
#include "lint/finding.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::gui {

/// Which page of the wizard a part of the cluster file belongs to.
enum class DraftPart : std::uint8_t { Nodes, Network, MaxScale, Timing, Notify };

/// The part to which a line of a cluster file belongs, from 1: that of the section it stands in.
DraftPart partAt(std::string_view text, std::uint32_t line);

/// A cluster file in the making: what the pages of the wizard write into and read from.
class ClusterDraft : public QObject
{
    Q_OBJECT

public:
    /// Two nodes, one instance, MaxScale on this host's own REST port, checked and in nobody's charge.
    static config::Cluster fresh();

    explicit ClusterDraft(QObject *parent = nullptr);

    const config::Cluster &cluster() const { return m_cluster; }
    void edit(const std::function<void(config::Cluster &)> &change);
    /// Another cluster in its place, as an import makes one. Secrets go with it.
    void replace(config::Cluster cluster, std::map<std::string, std::string> secrets);

    /// The secret of a file that the cluster names; an empty one takes the file away.
    void setSecret(const std::string &file, const std::string &secret);
    const std::map<std::string, std::string> &secrets() const { return m_secrets; }

    const std::string &text() const { return m_text; } ///< of the cluster file
    /// What keeps the helpers from taking the file, of one part.
    std::vector<Error> mistakes(DraftPart part) const;
    bool isSound() const { return m_mistakes.empty(); }
    /// Mistakes and what the linter says, by line.
    std::vector<lint::Finding> findings() const;

signals:
    void changed();
    void replaced();

private:
    void read();

    config::Cluster m_cluster;
    std::map<std::string, std::string> m_secrets; ///< by file, relative to the cluster file's
    std::string m_text;
    std::vector<std::pair<DraftPart, Error>> m_mistakes;
};

} // namespace tandem::gui
