//! A reader of HTML that is strict about what a page of ours may hold.

/// Elements without an end tag.
const VOID: [&str; 5] = ["meta", "link", "img", "input", "br"];

/// One start tag.
#[derive(Debug)]
pub struct Tag {
    pub name: String,
    pub attributes: Vec<(String, String)>,
}

impl Tag {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The start tags of a document whose tags are nested as they should be.
pub fn tags(html: &str) -> Result<Vec<Tag>, String> {
    let mut rest = html.strip_prefix("<!doctype html>").ok_or("no doctype")?;
    let mut found = Vec::new();
    let mut open: Vec<String> = Vec::new();
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(end) = rest.strip_prefix('/') {
            let (name, after) = end.split_once('>').ok_or("an end tag without an end")?;
            if open.pop().as_deref() != Some(name) {
                return Err(format!("</{name}> closes nothing; open: {open:?}"));
            }
            rest = after;
            continue;
        }
        let (tag, closed, after) = start_tag(rest)?;
        rest = after;
        if tag.name == "script" {
            rest = &rest[rest.find("</script").ok_or("a script without an end")?..];
        }
        if !closed && !VOID.contains(&tag.name.as_str()) {
            open.push(tag.name.clone());
        }
        found.push(tag);
    }
    if open.is_empty() { Ok(found) } else { Err(format!("left open: {open:?}")) }
}

fn start_tag(text: &str) -> Result<(Tag, bool, &str), String> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric()).ok_or("a tag without an end")?;
    let mut tag = Tag { name: text[..end].to_owned(), attributes: Vec::new() };
    if tag.name.is_empty() {
        return Err(format!("a stray '<' before {:?}", text.chars().take(20).collect::<String>()));
    }
    let mut rest = text[end..].trim_start();
    loop {
        if let Some(after) = rest.strip_prefix("/>") {
            return Ok((tag, true, after));
        }
        if let Some(after) = rest.strip_prefix('>') {
            return Ok((tag, false, after));
        }
        let end = rest.find(['=', '>', ' ', '/', '\n']).ok_or("an attribute without an end")?;
        let name = rest[..end].to_owned();
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(quoted) = rest.strip_prefix("=\"") {
            let (inside, after) = quoted.split_once('"').ok_or("a value without an end")?;
            value = inside.to_owned();
            rest = after;
        }
        if name.is_empty() || tag.get(&name).is_some() {
            return Err(format!("<{}> has a bad or repeated attribute {name:?}", tag.name));
        }
        tag.attributes.push((name, value));
        rest = rest.trim_start();
    }
}

/// What every page must keep to.
pub fn check(html: &str, lang: &str, dir: &str) -> Result<Vec<Tag>, String> {
    let tags = tags(html)?;
    let root = tags.first().filter(|tag| tag.name == "html").ok_or("no <html>")?;
    if (root.get("lang"), root.get("dir")) != (Some(lang), Some(dir)) {
        return Err(format!("lang or dir: {root:?}"));
    }
    let mut ids: Vec<&str> = tags.iter().filter_map(|tag| tag.get("id")).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    if ids.len() != count {
        return Err("an id is there twice".into());
    }
    for tag in &tags {
        if tag.get("style").is_some() || tag.name == "style" {
            return Err(format!("a style: {tag:?}"));
        }
        if tag.attributes.iter().any(|(name, _)| name.starts_with("on")) {
            return Err(format!("an inline handler: {tag:?}"));
        }
        if tag.name == "script" && tag.get("src").is_none() && tag.get("type") != Some("application/json") {
            return Err(format!("an inline script: {tag:?}"));
        }
        if tag.name == "img" && tag.get("alt").is_none() {
            return Err(format!("a picture without alt: {tag:?}"));
        }
        for reference in ["for", "aria-describedby", "aria-labelledby"] {
            for id in tag.get(reference).unwrap_or_default().split_whitespace() {
                if !ids.contains(&id) {
                    return Err(format!("{reference} leads nowhere: {id}"));
                }
            }
        }
    }
    let text = without_scripts(html);
    for leftover in ["{{", "}}", "{%", "%}", "{#"] {
        if text.contains(leftover) {
            return Err(format!("left over: {leftover}"));
        }
    }
    if let Some(at) = text.find('{') {
        return Err(format!("a placeholder: {:?}", text[at..].chars().take(20).collect::<String>()));
    }
    Ok(tags)
}

fn without_scripts(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, script)) = rest.split_once("<script") {
        text.push_str(before);
        rest = script.split_once("</script>").map_or("", |(_, after)| after);
    }
    text + rest
}
