// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/clusterwriter.h"

#include <array>
#include <cstdio>

namespace tandem::config {

namespace {

/// TOML 1.0, "String": a basic string.
std::string quoted(const std::string &text)
{
    std::string made = "\"";
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') {
            made += '\\';
            made += letter;
        } else if (letter == '\n') {
            made += "\\n";
        } else if (letter == '\t') {
            made += "\\t";
        } else if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f) {
            std::array<char, 8> escape{};
            std::snprintf(escape.data(), escape.size(), "\\u%04X", static_cast<unsigned>(letter));
            made += escape.data();
        } else {
            made += letter;
        }
    }
    return made + "\"";
}

/// "0.25": as many digits as it takes, to the nanosecond, and a point, since TOML tells whole numbers apart.
std::string secondsOf(Duration duration)
{
    constexpr std::int64_t second = 1'000'000'000;
    const std::int64_t all = std::chrono::duration_cast<std::chrono::nanoseconds>(duration).count();
    std::string digits = std::to_string(second + all % second).substr(1);
    digits.erase(std::max<std::size_t>(1, digits.find_last_not_of('0') + 1));
    return std::to_string(all / second) + "." + digits;
}

std::string listOf(const std::vector<std::string> &texts)
{
    std::string made = "[";
    for (const auto &text : texts)
        made += (made.size() > 1 ? ", " : "") + quoted(text);
    return made + "]";
}

class Writer
{
public:
    std::string take() { return std::move(m_text); }

    void section(const std::string &head) { m_text += (m_text.empty() ? "" : "\n") + head + "\n"; }
    void comment(const std::string &text) { m_text += "# " + text + "\n"; }
    void raw(const std::string &key, const std::string &value) { m_text += key + " = " + value + "\n"; }
    void text(const std::string &key, const std::string &value)
    {
        if (!value.empty())
            raw(key, quoted(value));
    }
    void flag(const std::string &key, bool value, bool standard)
    {
        if (value != standard)
            raw(key, value ? "true" : "false");
    }
    void whole(const std::string &key, int value, int standard)
    {
        if (value != standard)
            raw(key, std::to_string(value));
    }
    void seconds(const std::string &key, Duration value, Duration standard)
    {
        if (value != standard)
            raw(key, secondsOf(value));
    }
    void texts(const std::string &key, const std::vector<std::string> &values)
    {
        if (!values.empty())
            raw(key, listOf(values));
    }
    void addresses(const std::string &key, const std::vector<VirtualAddress> &addresses)
    {
        if (addresses.empty())
            return;
        std::string list;
        for (const auto &one : addresses) {
            const std::string address = quoted(one.network.toString());
            list += list.empty() ? "" : ", ";
            if (one.dev.empty() && one.label.empty())
                list += address;
            else
                list += "{ address = " + address + (one.dev.empty() ? "" : ", dev = " + quoted(one.dev)) +
                        (one.label.empty() ? "" : ", label = " + quoted(one.label)) + " }";
        }
        raw(key, "[" + list + "]");
    }

private:
    std::string m_text;
};

void writeNode(Writer &writer, const Node &node)
{
    writer.section("[[node]]");
    writer.text("name", node.name);
    if (node.address.isUnspecified())
        writer.comment("address = \"…\"   # where its adverts come from: an address of its interface");
    else
        writer.text("address", node.address.toString());
    if (node.address6)
        writer.text("address6", node.address6->toString());
    writer.text("interface", node.interface);
    writer.raw("priority", std::to_string(node.priority));
    writer.text("version_string", node.versionString);
}

void writeOverride(Writer &writer, const std::string &node, const InstanceOverride &override)
{
    writer.section("[vrrp_instance.node." + (node.find('.') == std::string::npos ? node : quoted(node)) + "]");
    if (override.interface)
        writer.text("interface", *override.interface);
    if (override.priority)
        writer.raw("priority", std::to_string(*override.priority));
    if (override.nopreempt)
        writer.raw("nopreempt", *override.nopreempt ? "true" : "false");
}

void writeInstance(Writer &writer, const Instance &instance)
{
    const Instance standard;
    writer.section("[[vrrp_instance]]");
    writer.text("name", instance.name);
    writer.raw("version", std::to_string(instance.version));
    writer.raw("virtual_router_id", std::to_string(instance.virtualRouterId.value()));
    writer.raw("advert_int", secondsOf(instance.advertInt));
    writer.addresses("virtual_ipaddress", instance.virtualAddresses);
    writer.addresses("virtual_ipaddress_excluded", instance.excludedAddresses);
    if (instance.authPass)
        writer.text("auth_type", "PASS");
    writer.text("auth_pass", instance.password);
    writer.text("auth_pass_file", instance.passwordFile);
    writer.flag("unicast", instance.unicast, standard.unicast);
    writer.flag("nopreempt", instance.nopreempt, standard.nopreempt);
    writer.seconds("preempt_delay", instance.preemptDelay, standard.preemptDelay);
    writer.seconds("start_delay", instance.startDelay, standard.startDelay);
    if (instance.leaseSeconds)
        writer.raw("lease", std::to_string(*instance.leaseSeconds));
    writer.flag("fence", instance.fence, standard.fence);
    writer.texts("track_interface", instance.trackInterfaces);
    writer.texts("track", instance.tracks);
    for (const auto &[node, override] : instance.overrides)
        writeOverride(writer, node, override);
}

void writeMaxScale(Writer &writer, const MaxScale &maxscale)
{
    const MaxScale standard;
    writer.section("[maxscale]");
    writer.text("url", maxscale.url);
    writer.text("ca_file", maxscale.caFile);
    writer.text("user", maxscale.user);
    writer.text("password", maxscale.password);
    writer.text("password_file", maxscale.passwordFile);
    if (maxscale.adminUser != maxscale.user)
        writer.text("admin_user", maxscale.adminUser);
    writer.text("admin_password", maxscale.adminPassword);
    writer.text("admin_password_file", maxscale.adminPasswordFile);
    writer.text("login_user", maxscale.loginUser);
    writer.text("login_password", maxscale.loginPassword);
    writer.text("login_password_file", maxscale.loginPasswordFile);
    writer.seconds("login_interval", maxscale.loginInterval, standard.loginInterval);
    constexpr std::array<const char *, 3> modes{"none", "passive", "cooperative"};
    writer.text("mode", modes.at(static_cast<std::size_t>(maxscale.mode)));
    if (!maxscale.listeners.empty()) {
        std::string list;
        for (const auto port : maxscale.listeners)
            list += (list.empty() ? "" : ", ") + std::to_string(port);
        writer.raw("listeners", "[" + list + "]");
    }
    writer.texts("servers", maxscale.servers);
}

void writeCheck(Writer &writer, const Check &check)
{
    constexpr std::array<const char *, 6> kinds{"maxscale", "script", "tcp", "process", "file", "gateway"};
    writer.section("[[check]]");
    writer.text("name", check.name);
    writer.text("kind", kinds.at(static_cast<std::size_t>(check.kind)));
    writer.raw("interval", secondsOf(check.interval));
    writer.raw("timeout", secondsOf(check.timeout));
    writer.raw("fall", std::to_string(check.fall));
    writer.raw("rise", std::to_string(check.rise));
    writer.whole("weight", check.weight, 0);
    if (check.kind == CheckKind::Script)
        writer.text("script", check.script);
    if (check.kind == CheckKind::Tcp) {
        writer.text("host", check.host.toString());
        writer.raw("port", std::to_string(check.port));
    }
    if (check.kind == CheckKind::Process)
        writer.text("process", check.process);
    if (check.kind == CheckKind::File)
        writer.text("file", check.file);
    writer.flag("init_fail", check.initFail, false);
}

void writeHelper(Writer &writer, const Helper &helper)
{
    const std::string listen = helper.listen.port == 0 ? std::string() : helper.listen.toString();
    const std::string metrics = helper.metrics.port == 0 ? std::string() : helper.metrics.toString();
    const bool differs = (!listen.empty() && listen != "0.0.0.0:8732") ||
                         (!metrics.empty() && metrics != "127.0.0.1:8733") ||
                         helper.journalSize != Helper().journalSize;
    if (!differs)
        return;
    writer.section("[helper]");
    writer.text("listen", listen);
    writer.text("metrics", metrics);
    writer.whole("journal_size", helper.journalSize, Helper().journalSize);
}

} // namespace

std::string clusterText(const Cluster &cluster)
{
    Writer writer;
    writer.raw("format", "1");
    writer.section("[cluster]");
    writer.text("name", cluster.name);
    if (cluster.engine == EngineKind::Keepalived)
        writer.text("engine", "keepalived");
    for (const auto &node : cluster.nodes)
        writeNode(writer, node);
    for (const auto &instance : cluster.instances)
        writeInstance(writer, instance);
    for (const auto &group : cluster.syncGroups) {
        writer.section("[[sync_group]]");
        writer.text("name", group.name);
        writer.texts("members", group.members);
    }
    if (cluster.maxscale)
        writeMaxScale(writer, *cluster.maxscale);
    for (const auto &check : cluster.checks)
        writeCheck(writer, check);
    if (!cluster.notifyScript.empty()) {
        writer.section("[notify]");
        writer.text("script", cluster.notifyScript);
    }
    writeHelper(writer, cluster.helper);
    return writer.take();
}

} // namespace tandem::config
