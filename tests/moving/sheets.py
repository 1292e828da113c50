"""A small company in sheets, for what goes wrong."""

from pathlib import Path

SMALL = {
    "people": "email,name,role,teams\nann@x.example,Ann Lee,manager,Brand\n"
    "bo@x.example,王小明,,Brand; 研发\n",
    "teams": "name,parent,lead\n研发,Brand,bo@x.example\nBrand,,ann@x.example\n",
    "themes": "name,description\n增长,Growth\n",
    "cycles": "name,kind,starts_on,ends_on,generate\n2027,year,2027/1/1,2027-12-31,quarter\n",
    "objectives": "key,cycle,owner,title,theme,state\n"
    "top,2027,organization,Be known,增长,agreed\n"
    "ann,2027 Q1,Brand,Be found,,proposed\n"
    "bo,2027 Q1,bo@x.example,写得更清楚,增长,\n",
    "key_results": "objective,key,title,kind,unit,start,target,steps\n"
    "top,top.1,Buyers who name us,increase,%,,40,\n"
    'ann,,Site,milestones,,,,"Draft; Tests*2; Launch"\n'
    'bo,bo.1,错字,decrease,个,"12,5",3,\n',
    "alignments": "child,relation,parent\nann,,top\nbo,contributes,top\nbo,supports,ann\n",
}  # fmt: skip


def write(folder: Path, **changed: str) -> Path:
    """Save the sheets of the small company, some of them with another text."""
    folder.mkdir(exist_ok=True)
    for name, text in (SMALL | changed).items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder
